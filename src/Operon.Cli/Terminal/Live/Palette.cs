namespace Operon.Cli.Terminal.Live;

/// <summary>Colours and signs of a terminal, or none: the sixteen colours that each user has chosen to be readable.</summary>
/// <param name="HasColour">Whether colours are wanted.</param>
/// <param name="HasUnicode">Whether the terminal shows more than ASCII.</param>
internal sealed record Palette(bool HasColour, bool HasUnicode)
{
    private const string Spinning = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private const string PlainSpinning = "|/-\\";
    private static readonly string[] Locale = ["LC_ALL", "LC_CTYPE", "LANG"];
    private static readonly string[] Names = ["36", "33", "35", "34", "32", "96", "93", "95", "94", "92"];

    public string Reset => HasColour ? "\e[0m" : "";

    public string Succeeded => HasUnicode ? "✓" : "+";

    public string Failed => HasUnicode ? "✗" : "x";

    public string Killed => HasUnicode ? "■" : "!";

    public string Skipped => HasUnicode ? "○" : "-";

    public string More => HasUnicode ? "…" : "~";

    public string Rule => HasUnicode ? "─" : "-";

    public string Start(Tone tone) => !HasColour ? "" : tone switch
    {
        Tone.Faint => "\e[2m",
        Tone.Name => "\e[1m",
        Tone.Good => "\e[32m",
        Tone.Bad => "\e[1;31m",
        Tone.Attention => "\e[33m",
        Tone.Busy => "\e[36m",
        _ => "",
    };

    /// <summary>The colour of a call's lines: the same for the same name, in every run.</summary>
    public string StartOf(string name)
    {
        if (!HasColour) return "";
        var sum = 0u;
        foreach (var c in name) sum = (sum * 31) + c;
        return $"\e[{Names[sum % (uint)Names.Length]}m";
    }

    public char Spinner(long step)
    {
        var signs = HasUnicode ? Spinning : PlainSpinning;
        return signs[(int)(step % signs.Length)];
    }

    /// <summary>What users, their terminal and those who look after it ask for: NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM and the locale.</summary>
    /// <param name="variable">The environment.</param>
    /// <param name="isTerminal">Whether what is written goes to a terminal.</param>
    /// <param name="isRefused">Whether <c>--no-color</c> was given.</param>
    public static Palette Choose(Func<string, string?> variable, bool isTerminal, bool isRefused)
    {
        var isForced = Is("CLICOLOR_FORCE");
        var hasColour = !isRefused && string.IsNullOrEmpty(variable("NO_COLOR")) && (isForced || (isTerminal && variable("CLICOLOR") != "0" && variable("TERM") is not ("dumb" or null or "")));
        var locale = Locale.Select(variable).FirstOrDefault(v => !string.IsNullOrEmpty(v));
        var hasUnicode = locale is not null && (locale.Contains("utf-8", StringComparison.OrdinalIgnoreCase) || locale.Contains("utf8", StringComparison.OrdinalIgnoreCase));
        return new Palette(hasColour, hasUnicode);

        bool Is(string name) => variable(name) is { Length: > 0 } value && value != "0";
    }
}
