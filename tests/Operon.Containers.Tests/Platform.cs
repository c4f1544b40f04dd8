using System.Runtime.Versioning;

// These tests run real containers, so they run on Linux only.
[assembly: SupportedOSPlatform("linux")]
