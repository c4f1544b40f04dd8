using Operon.Text.Diagnostics;

namespace Operon.Containers.Checks;

/// <summary>What a check has found out about the machine.</summary>
/// <param name="Check">The check, in a word, such as <c>runtime</c>.</param>
/// <param name="Message">What there is, as a phrase.</param>
/// <param name="Problem">
/// What is wrong with it, and how to mend it; null when nothing is. An error keeps containers from running, a warning only some of
/// them from what they want.
/// </param>
public sealed record Finding(string Check, string Message, Diagnostic? Problem = null);
