namespace Operon.Starlark.Execution;

/// <summary>
/// The error of a <c>load</c>: what went wrong in the other file, as text, because the calls there are not those of this one.
/// Files that load each other in a long chain are not all named, nor kept as causes: the text would grow with the square of their number.
/// </summary>
internal sealed class LoadException : StarlarkException
{
    // So many causes are kept: what shows an exception goes through them by recursion.
    private const int Causes = 64;

    // Beyond so much, a text that grows with every file is cut.
    private const int LongText = 1 << 13;

    private readonly LoadChain chain;

    private LoadException(LoadChain chain, Exception cause)
        : base(chain.ToString(), cause) => this.chain = chain;

    /// <summary>The error of loading a module.</summary>
    /// <param name="module">The module, as the file names it.</param>
    /// <param name="error">What went wrong within it.</param>
    public static LoadException Of(string module, Exception error)
    {
        var count = 1;
        for (var cause = error.InnerException; cause is not null; cause = cause.InnerException) count++;
        var names = error is LoadException { chain: var within } ? within.Within(module) : LoadChain.Of(module, Text(error, count));
        for (; count > Causes; count--) error = error.InnerException!;
        return new LoadException(names, error);
    }

    // A loader may put the text of each error into its own.
    private static string Text(Exception error, int causes)
    {
        var text = error.Message;
        return causes <= Causes || text.Length <= LongText ? text : $"{text[..(LongText / 2)]} … {text[^(LongText / 2)..]}";
    }
}
