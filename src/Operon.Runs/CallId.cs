using System.Buffers;

namespace Operon.Runs;

/// <summary>The id of a call, and of the run when it is the root's: a UUID of version 4 as 32 hexadecimal digits.</summary>
public readonly record struct CallId
{
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly string? digits;

    private CallId(string digits) => this.digits = digits;

    /// <summary>The first eight digits, which people see.</summary>
    public string Short => ToString()[..8];

    /// <summary>A new id.</summary>
    public static CallId Create() => new(Guid.NewGuid().ToString("N"));

    /// <summary>Reads an id of 32 hexadecimal digits.</summary>
    public static CallId? Parse(string text) => text.Length == 32 && text.AsSpan().IndexOfAnyExcept(Hexadecimal) < 0 ? new CallId(text) : null;

    /// <summary>The 32 digits.</summary>
    public override string ToString() => digits ?? new string('0', 32);
}
