using System.Runtime.Versioning;

namespace Operon.Containers.Oci;

/// <summary>What all containers of an engine are run with.</summary>
/// <param name="Program">The OCI runtime.</param>
/// <param name="Confinement">What they may ask of the kernel.</param>
/// <param name="Holder">What holds them.</param>
/// <param name="Time">The clock.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record OciTools(OciProgram Program, Confinement Confinement, Holder Holder, TimeProvider Time);
