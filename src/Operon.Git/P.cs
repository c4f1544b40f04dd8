namespace Operon.Git; internal static class P { }
