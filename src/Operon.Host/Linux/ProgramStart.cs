namespace Operon.Host.Linux;

/// <summary>What is to be started as a <see cref="SpawnedProcess"/>.</summary>
/// <param name="Program">Its path, or a name to be looked for in this process's <c>PATH</c>.</param>
/// <param name="Arguments">Its arguments, without its own name.</param>
/// <param name="Directory">Where it runs.</param>
/// <param name="Environment">All of its environment.</param>
public sealed record ProgramStart(string Program, IEnumerable<string> Arguments, string Directory, IEnumerable<KeyValuePair<string, string>> Environment)
{
    /// <summary>Whether it is to read what is written to <see cref="SpawnedProcess.Input"/>; otherwise there is nothing to read.</summary>
    public bool HasInput { get; init; }

    /// <summary>Whether anybody wants to know with which code it ends. Without, that is not always known.</summary>
    public bool IsExitAsked { get; init; } = true;
}
