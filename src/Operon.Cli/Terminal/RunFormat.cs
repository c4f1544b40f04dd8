namespace Operon.Cli.Terminal;

/// <summary>The form in which a run is shown; in lines or a picture unless somebody asks for another.</summary>
internal enum RunFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>For programs: docs/formats/run-events-json.md.</summary>
    Ndjson,

    /// <summary>For people who read it in a log of GitHub Actions.</summary>
    GitHub,

    /// <summary>For people who read it in a log of GitLab.</summary>
    GitLab,
}
