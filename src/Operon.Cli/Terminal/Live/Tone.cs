namespace Operon.Cli.Terminal.Live;

/// <summary>What a piece of text means; how that looks is decided by <see cref="Palette"/>.</summary>
internal enum Tone
{
    /// <summary>Nothing special.</summary>
    Plain,

    /// <summary>Less important than what is beside it.</summary>
    Faint,

    /// <summary>The name of what the line is about.</summary>
    Name,

    /// <summary>Something went well.</summary>
    Good,

    /// <summary>Something went wrong.</summary>
    Bad,

    /// <summary>Something was stopped, or is to be noticed.</summary>
    Attention,

    /// <summary>Something is going on.</summary>
    Busy,
}
