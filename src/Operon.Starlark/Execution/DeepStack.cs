using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Operon.Starlark.Execution;

/// <summary>
/// Recursion as deep as the input asks: where the stack of a thread nears its end, it goes on with a fresh one.
/// A recursive method asks <see cref="IsShort"/> first and then calls itself through <c>Run</c>. The thread that
/// waits does nothing else meanwhile, so it is one flow of control.
/// </summary>
internal static class DeepStack
{
    private const int FreshStackBytes = 64 << 20;

    /// <summary>Whether the stack has no room for another hundred calls or so.</summary>
    public static bool IsShort
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.TryEnsureSufficientExecutionStack();
    }

    /// <summary>Runs a function with a fresh stack and waits for it; its exception comes out here.</summary>
    public static T Run<T>(Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            FreshStackBytes);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>The same for a function that captures nothing, so that nothing is allocated where the stack is long enough.</summary>
    public static T Run<TState, T>(TState state, Func<TState, T> function) => Run(() => function(state));

    /// <summary>The same for what gives nothing.</summary>
    public static void Run<TState>(TState state, Action<TState> action) => Run(() =>
    {
        action(state);
        return true;
    });
}
