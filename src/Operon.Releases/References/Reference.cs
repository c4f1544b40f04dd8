using System.Text;
using Operon.Text;

namespace Operon.Releases.References;

/// <summary>
/// The address of a document, or of a value in one (releases, section 3.1): <c>repo/-/path/@release/type/subpath#fragment</c>. Globs have
/// the same form. The text of a reference read back gives the same reference.
/// </summary>
public sealed record Reference
{
    /// <summary>What separates the repository from the path.</summary>
    public const string RepositoryEnd = "/-/";

    /// <summary>The repository; empty: none is named, <c>.</c>: the one at hand.</summary>
    public string Repository { get; init; } = "";

    /// <summary>The file of a package, or, where no repository is named, something relative.</summary>
    public string Path { get; init; } = "";

    /// <summary>The release, a tag of one, or a commit; empty: the current one; null: the reference says nothing about it.</summary>
    public string? Release { get; init; }

    /// <summary>What kind of document it is; null: the package or the release itself.</summary>
    public string? Type { get; init; }

    /// <summary>Which document of its kind; empty where there is no type.</summary>
    public string Subpath { get; init; } = "";

    /// <summary>Names of properties from the outside in, separated by slashes; empty: the whole document.</summary>
    public string Fragment { get; init; } = "";

    /// <summary>Whether it belongs to no package: <c>@/environment/production</c>.</summary>
    public bool IsGlobal => Repository.Length == 0 && Path.Length == 0 && Release is not null;

    /// <summary>Whether it says in which repository, or needs none.</summary>
    public bool IsAbsolute => IsGlobal || (Repository.Length > 0 && Repository != ".");

    /// <summary>The same document, whole.</summary>
    public Reference WithoutFragment => Fragment.Length == 0 ? this : this with { Fragment = "" };

    /// <summary>The package it belongs to.</summary>
    public Reference Package => new() { Repository = Repository, Path = Path };

    /// <summary>A document of a kind below the same package and release.</summary>
    public Reference Of(string type, string subpath) => this with { Type = type, Subpath = subpath, Fragment = "" };

    /// <summary>A document below this one.</summary>
    public Reference Below(string name) => this with { Subpath = Subpath.Length == 0 ? name : $"{Subpath}/{name}", Fragment = "" };

    /// <summary>Reads a reference.</summary>
    /// <returns>The reference as it stands, not made absolute; or <see cref="ReferenceRules.Unreadable"/>.</returns>
    public static Result<Reference> Parse(string text) => ReferenceParser.Parse(text);

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Repository.Length > 0) text.Append(Repository).Append("/-");
        Append(Path);
        if (Release is not null) Append("@" + Release);
        if (Type is not null) Append(Type);
        Append(Subpath);
        if (Fragment.Length > 0) text.Append('#').Append(Fragment);
        return text.ToString();

        void Append(string part)
        {
            if (part.Length == 0) return;
            if (text.Length > 0) text.Append('/');
            text.Append(part);
        }
    }
}
