using Operon.Host.Credentials;

namespace Operon.Containers.Images;

/// <summary>An image that somebody wants.</summary>
/// <param name="Reference">Which.</param>
/// <param name="Platform">For what machine; null is this one.</param>
/// <param name="Login">What to log in with; null looks for a stored one.</param>
public sealed record PullRequest(ImageReference Reference, ImagePlatform? Platform = null, Login? Login = null);
