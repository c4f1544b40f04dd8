namespace Operon.Opspec.Values;

/// <summary>The address of a socket: a path for a Unix socket, else the name of an endpoint.</summary>
public sealed class SocketValue(string address, SecretNames secrets = default) : Value(secrets)
{
    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Socket;

    /// <summary>The address as it was given.</summary>
    public string Address { get; } = address;

    private protected override Value Copy(SecretNames secrets) => new SocketValue(Address, secrets);

    private protected override string Describe() => Address;
}
