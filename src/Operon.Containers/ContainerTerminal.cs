namespace Operon.Containers;

/// <summary>The terminal that a process in a container is given. Its size may change while the process runs, from any thread.</summary>
/// <param name="size">How large it is at first.</param>
public sealed class ContainerTerminal(TerminalSize size)
{
    private readonly Lock gate = new();
    private TerminalSize current = size;
    private Action<TerminalSize>? resized;

    /// <summary>How large it is. The process is told of a change.</summary>
    public TerminalSize Size
    {
        get
        {
            lock (gate) return current;
        }

        set
        {
            lock (gate)
            {
                current = value;
                resized?.Invoke(value);
            }
        }
    }

    /// <summary>Has a runtime told of changes, the first time at once.</summary>
    internal void Follow(Action<TerminalSize> told)
    {
        lock (gate)
        {
            resized = told;
            told(current);
        }
    }
}
