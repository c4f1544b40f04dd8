using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Operon.Releases.Checkouts;
using Operon.Releases.References;
using Operon.Releases.Sdk;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Releases;

/// <summary>
/// Where the user stands. What is printed for him to type names files as commands take them there: what is below his folder from that folder,
/// other files of the repository with <c>//</c> before them. Those who make diagnostics write files from the root; here they become what he can type.
/// </summary>
/// <param name="Repository">The name of the repository at hand, which names are shown without; empty: none.</param>
/// <param name="Folder">His folder, from the root; empty: the root, or no repository.</param>
internal sealed partial record Standpoint(string Repository, string Folder)
{
    private const string FromRoot = "//";
    private const int Longest = 1_000;

    /// <summary>Where a session was begun.</summary>
    [UnsupportedOSPlatform("windows")]
    public static Standpoint Of(ReleaseSession session) => new(session.Work.Repository, session.Base.Path);

    /// <summary>Where a command was given, before anything is opened.</summary>
    public static Standpoint Of(Surroundings surroundings)
    {
        if (!CheckoutPlace.Find(surroundings.WorkingDirectory).TryGet(out var place, out _) || place.Store is not null) return new("", "");
        var folder = Path.GetRelativePath(place.Root, Path.GetFullPath(surroundings.WorkingDirectory));
        return new("", folder == "." ? "" : folder);
    }

    /// <summary>A file of the repository, or a reference that begins with one.</summary>
    /// <param name="path">From the root.</param>
    public string File(string path) =>
        Folder.Length == 0 ? path : path.StartsWith(Folder + "/", StringComparison.Ordinal) ? path[(Folder.Length + 1)..] : FromRoot + path;

    /// <summary>A reference, without the name of the repository at hand.</summary>
    public string Name(Reference reference)
    {
        var text = reference.ToString();
        var head = Repository + Reference.RepositoryEnd;
        var isHere = Repository.Length > 0 && reference.Path.Length > 0 && text.StartsWith(head, StringComparison.Ordinal);
        return VisibleText.Of(isHere ? File(text[head.Length..]) : text, Longest);
    }

    /// <summary>A diagnostic whose commands can be typed here.</summary>
    public Diagnostic Spell(Diagnostic diagnostic) => Folder.Length == 0 ? diagnostic : diagnostic with
    {
        Expected = diagnostic.Rule == SdkRules.FileMissing ? Spell(diagnostic.Expected) : diagnostic.Expected,
        Fix = IsOfText(diagnostic) ? diagnostic.Fix : Spell(diagnostic.Fix),
        Cause = diagnostic.Cause is { } cause ? Spell(cause) : null,
        Others = [.. diagnostic.Others.Select(Spell)],
    };

    // What is to be written in the place of what somebody wrote, in a file or here.
    private static bool IsOfText(Diagnostic diagnostic) => diagnostic.Span is not null || ReferenceRules.All.Contains(diagnostic.Rule) || diagnostic.Rule == SdkRules.BadLoad;

    private string? Spell(string? text) => text is null ? null : Typed().Replace(text, typed => PackageFile().Replace(typed.Value, file => File(file.Value)));

    // What is to be typed: a command, or a name in its place.
    [GeneratedRegex(@"(?:\boperon |(?:^|[;:] )write |did you mean )[^;,]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Typed();

    // One without the name of its repository, from the root.
    [GeneratedRegex(@"(?<=^|[\s'])(?!/|\.{1,2}/)(?:(?!-/)[^\s'/@#:]+/)*[^\s'/@#:]+\.star(?=$|[\s'/?])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PackageFile();
}
