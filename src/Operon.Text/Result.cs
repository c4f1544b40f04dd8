using System.Diagnostics.CodeAnalysis;
using Operon.Text.Diagnostics;

namespace Operon.Text;

/// <summary>A value, or the diagnostic that says why there is none.</summary>
/// <typeparam name="T">What is there on success.</typeparam>
public readonly struct Result<T>
{
    private readonly T value;
    private readonly Diagnostic? error;

    private Result(T value, Diagnostic? error)
    {
        this.value = value;
        this.error = error;
    }

    /// <summary>Whether there is a value.</summary>
    public bool IsOk => error is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => error is null ? value : throw new InvalidOperationException(error.Message);

    /// <summary>Why there is no value; null when there is one.</summary>
    public Diagnostic? Error => error;

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Diagnostic error) => new(default!, error);

    /// <summary>Takes the result apart: true with the value, false with the diagnostic.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Diagnostic? failure)
    {
        result = value;
        failure = error;
        return error is null;
    }
}
