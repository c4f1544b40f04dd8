using System.Net;
using Microsoft.Win32.SafeHandles;

namespace Operon.Containers.Networking;

/// <summary>A namespace that is ready for a container.</summary>
/// <param name="Place">Its place in the subnet.</param>
/// <param name="Address">Its address.</param>
/// <param name="Namespace">Leads to it.</param>
internal sealed record PreparedNetwork(int Place, IPAddress Address, SafeFileHandle Namespace);
