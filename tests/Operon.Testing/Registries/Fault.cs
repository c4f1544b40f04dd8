using System.Text;

namespace Operon.Testing.Registries;

/// <summary>What a <see cref="FaultyProxy"/> does instead of passing an answer on as it is.</summary>
public abstract record Fault
{
    /// <summary>Answers itself, with what is written to the connection byte for byte.</summary>
    public sealed record Answer(byte[] Bytes) : Fault
    {
        /// <summary>An answer without a body.</summary>
        public Answer(string status, params string[] headers)
            : this(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{string.Concat(headers.Select(h => h + "\r\n"))}Content-Length: 0\r\nConnection: close\r\n\r\n"))
        {
        }
    }

    /// <summary>Passes on so many bytes of the body and closes the connection.</summary>
    public sealed record Cut(int After) : Fault;

    /// <summary>Changes the byte at a place of the body.</summary>
    public sealed record Corrupt(int At) : Fault;

    /// <summary>Says that the body is longer or shorter than it is.</summary>
    public sealed record WrongLength(int By) : Fault;

    /// <summary>Passes the body on in parts, waiting before each until it may go on.</summary>
    public sealed record Slow(int Part, Func<Task> Turn) : Fault;

    /// <summary>Passes the request on without its <c>Range</c>.</summary>
    public sealed record WithoutRange : Fault;

    /// <summary>Sends zeros without end.</summary>
    public sealed record Endless : Fault;

    /// <summary>Does not answer.</summary>
    public sealed record Silent : Fault;
}
