namespace Operon.Starlark.Resolution;

/// <summary>The names that exist before a file begins.</summary>
/// <param name="IsPredeclared">Whether the host gives the file a name.</param>
/// <param name="IsUniversal">Whether every file has a name.</param>
/// <param name="All">Those of the host and of every file, as what a misspelled one may have meant.</param>
/// <param name="IsGlobal">Whether an earlier part of the same session made a global of the name.</param>
internal sealed record Names(Func<string, bool> IsPredeclared, Func<string, bool> IsUniversal, IEnumerable<string> All, Func<string, bool>? IsGlobal = null);
