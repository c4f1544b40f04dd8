namespace Operon.Cli.Arguments;

/// <summary>The words for true and false that options and variables of opctl take.</summary>
internal static class TruthWord
{
    /// <summary>True or false; null for any other word.</summary>
    public static bool? Parse(string word) => word switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
