using System.Globalization;

namespace Operon.Cli.Terminal.Live;

/// <summary>The line of a call in a picture: its sign, its name, what it is, and at the end how long it took.</summary>
/// <param name="columns">How wide the terminal is.</param>
/// <param name="palette">How it looks.</param>
internal sealed class CallRow(int columns, Palette palette)
{
    private const int Widest = 100;
    private const int TimeWidth = 8;
    private const int MostIndented = 12;
    private readonly RowBuilder row = new(columns, palette);
    private readonly int reserved = columns - Math.Min(columns, Widest) + TimeWidth;

    /// <summary>The name of a call: its own, else where it stands.</summary>
    public static string NameOf(string? name, bool isRoot, string op, string step, string kind) =>
        name is not null ? step.StartsWith('[') ? name + step : name : isRoot ? op : step.Length > 0 ? step : kind;

    /// <summary>Whether a call is only how an op does its one thing, such as the serial call of its run: no line of its own.</summary>
    public static bool IsFrame(string? name, string kind, string? parentKind) => parentKind == "op" && name is null && kind is not ("container" or "op");

    public CallRow Begin(int depth, string sign, Tone signTone, string name, Tone nameTone)
    {
        row.Add(new string(' ', 2 * Math.Min(depth, MostIndented))).Add(sign, signTone).Add(" ").Add(name, nameTone, reserved);
        return this;
    }

    /// <summary>What the call is: the image of a container, the op of an op call, the word of the language for others.</summary>
    public CallRow What(string name, string kind, string? image, string op, bool isRoot)
    {
        var what = kind switch
        {
            "container" => image ?? "",
            "op" => isRoot ? "" : op,
            _ => kind,
        };
        return what == name ? this : Add(what, Tone.Faint);
    }

    public CallRow Exit(int? code) => code is null or 0 ? this : Add(string.Create(CultureInfo.InvariantCulture, $"exit code {code}"), Tone.Bad);

    public CallRow Add(string? text, Tone tone)
    {
        if (!string.IsNullOrEmpty(text)) row.Add("  ", Tone.Plain, reserved).Add(text, tone, reserved);
        return this;
    }

    public ScreenRow End(string? took)
    {
        if (took is null || columns <= TimeWidth) return row.Build();
        return row.PadTo(columns - reserved).Add($" {took,TimeWidth - 2}", Tone.Faint).Build();
    }
}
