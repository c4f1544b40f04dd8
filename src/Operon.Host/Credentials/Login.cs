namespace Operon.Host.Credentials;

/// <summary>What to log in with. Its text shows no secret.</summary>
/// <param name="Username">The user; empty when <see cref="IsToken"/>.</param>
/// <param name="Secret">The password, or the token.</param>
/// <param name="IsToken">Whether the secret is a token that is traded for others, not a password.</param>
public sealed record Login(string Username, string Secret, bool IsToken = false)
{
    /// <summary>Who logs in.</summary>
    public override string ToString() => IsToken ? "a stored token" : $"user '{Username}'";
}
