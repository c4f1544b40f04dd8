using System.Globalization;
using Operon.Text.Diagnostics;

namespace Operon.Cli.Terminal.Jobs;

/// <summary>
/// The marks of sections in a log of GitLab. They need a carriage return and an escape sequence, which the lines of containers
/// are without. There are none for problems: those stand below the sections, as they would in a terminal.
/// </summary>
internal sealed class GitLabWords : IJobWords
{
    private const int LongestTitle = 200;

    public string Suspend() => "";

    public string Resume() => "";

    public string Begin(string name, string title, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"\e[0Ksection_start:{at.ToUnixTimeSeconds()}:{name}[collapsed=true]\r\e[0K{VisibleText.Of(title, LongestTitle)}");

    public string End(string name, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"\e[0Ksection_end:{at.ToUnixTimeSeconds()}:{name}\r\e[0K");

    public string Notice(Diagnostic diagnostic) => "";
}
