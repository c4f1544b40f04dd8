using System.Text;

namespace Operon.Starlark.Execution;

/// <summary>Files that load each other, from one to that which failed.</summary>
internal sealed class LoadChain
{
    // So many are named at each end.
    private const int Named = 32;

    private readonly string module;
    private readonly LoadChain? next;
    private readonly int length;

    // What is said of the last of them, and of what went wrong there.
    private readonly string end;

    private LoadChain(string module, LoadChain? next, string failure)
    {
        this.module = module;
        this.next = next;
        length = (next?.length ?? 0) + 1;
        end = length <= Named ? Said(module) + failure : failure;
    }

    /// <summary>One file alone.</summary>
    /// <param name="module">Its name.</param>
    /// <param name="failure">What went wrong there.</param>
    public static LoadChain Of(string module, string failure) => new(module, next: null, failure);

    /// <summary>The chain with one more file, which loads the first of these.</summary>
    public LoadChain Within(string outer) => new(outer, this, end);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        var at = this;
        for (var i = 0; i < Named && at!.length > Named; i++, at = at.next) text.Append(Said(at.module));
        if (at!.length > Named) text.Append($"[{at.length - Named} loads more]: ");
        return text.Append(end).ToString();
    }

    private static string Said(string module) => $"cannot load {module}: ";
}
