using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Text;
using Operon.Content.Locations;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Containers.Oci;

/// <summary>What a container starts with, taken from the call and the image and found to be in order.</summary>
/// <param name="Arguments">The command and its arguments.</param>
/// <param name="WorkingDirectory">Absolute.</param>
/// <param name="Mounts">In the order in which they are to be mounted.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record ContainerStart(ImmutableArray<string> Arguments, string WorkingDirectory, ImmutableArray<(string Source, string Target, bool IsReadOnly)> Mounts)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Takes the two together; the first thing that is wrong is told.</summary>
    public static Result<ContainerStart> From(ContainerSpec spec)
    {
        if (!IsId(spec.Id)) return new Diagnostic(ContainerRules.BadId, $"'{spec.Id}' is no container id");
        if (!Command(spec).TryGet(out var arguments, out var failure)) return failure;
        if (!Directory(spec).TryGet(out var directory, out failure)) return failure;
        return MountsOf(spec).TryGet(out var mounts, out failure) ? new ContainerStart(arguments, directory, mounts) : failure;
    }

    /// <summary>
    /// The environment: <c>PATH</c> and <c>HOSTNAME</c>, then the image's variables, then the call's, then
    /// <c>HOME</c> if nobody has set it; of two with one name the later counts, at the place of the first.
    /// </summary>
    public static Result<ImmutableArray<string>> EnvironmentOf(ContainerSpec spec, string home)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var variables = new List<string>();
        Set("PATH", Images.ImageConfig.DefaultPath);
        Set("HOSTNAME", Bundle.HostNameOf(spec));
        foreach (var line in spec.Image.Config.Environment)
        {
            var equals = line.IndexOf('=');
            if (equals > 0) Set(line[..equals], line[(equals + 1)..]);
        }

        foreach (var variable in spec.Environment)
        {
            if (variable.Name.Length == 0 || variable.Name.AsSpan().ContainsAny('=', '\0')) return NotPassable($"'{variable.Name}' cannot be the name of an environment variable");
            if (!TryText(variable.Value, out var value)) return NotPassable($"the value of environment variable '{variable.Name}' {WhatIsWrong(variable.Value)}");
            Set(variable.Name, value);
        }

        if (!names.ContainsKey("HOME")) Set("HOME", home);
        return variables.ToImmutableArray();

        void Set(string name, string value)
        {
            if (names.TryAdd(name, variables.Count)) variables.Add("");
            variables[names[name]] = $"{name}={value}";
        }
    }

    private static Result<ImmutableArray<string>> Command(ContainerSpec spec)
    {
        if (spec.Command.IsDefaultOrEmpty)
        {
            ImmutableArray<string> own = [.. spec.Image.Config.Entrypoint, .. spec.Image.Config.Command];
            return own.Length > 0 ? own : new Diagnostic(ContainerRules.NoCommand, $"the image {spec.Image.Name} says no command to run")
            {
                Fix = "give the container a cmd",
            };
        }

        var words = ImmutableArray.CreateBuilder<string>(spec.Command.Length);
        foreach (var word in spec.Command)
        {
            if (!TryText(word, out var text)) return NotPassable($"word {words.Count + 1} of the command {WhatIsWrong(word)}");
            words.Add(text);
        }

        return words[0].Length > 0 ? words.MoveToImmutable() : new Diagnostic(ContainerRules.CommandNotFound, "the first word of the command is empty");
    }

    private static Result<string> Directory(ContainerSpec spec)
    {
        var written = spec.WorkingDirectory ?? spec.Image.Config.WorkingDirectory;
        if (written.Length == 0) return "/";
        if (!written.StartsWith('/')) return Wrong($"the working directory '{written}' is relative") with { Expected = "an absolute path of the container" };
        if (written.Contains('\0')) return Wrong("the working directory holds a zero byte");
        var path = Normalise(written);

        // A descriptor of the runtime must not become a way out (CVE-2024-21626).
        return path.StartsWith("/proc/", StringComparison.Ordinal) ? Wrong($"the working directory '{written}' lies below /proc") : path;

        static Diagnostic Wrong(string message) => new(ContainerRules.WorkingDirectory, message);
    }

    private static Result<ImmutableArray<(string Source, string Target, bool IsReadOnly)>> MountsOf(ContainerSpec spec)
    {
        var mounts = new List<(string Source, string Target, bool IsReadOnly)>(spec.Mounts.Length);
        foreach (var mount in spec.Mounts)
        {
            if (!mount.Target.StartsWith('/')) return Wrong($"the container path '{mount.Target}' is relative") with { Expected = "an absolute path of the container" };
            if (mount.Target.Contains('\0')) return Wrong("a container path holds a zero byte");
            var target = Normalise(mount.Target);
            if (target == "/") return Wrong($"nothing can be mounted at '{mount.Target}', the root of the container") with { Fix = "mount it at a directory below /" };
            if (mount.Source is not LocalLocation local) return Wrong($"{mount.Source} is not on this machine");
            if (!Path.Exists(local.Path))
            {
                return new Diagnostic(ContainerRules.MountSourceMissing, $"{local.Path}, to be mounted at {mount.Target}, does not exist");
            }

            mounts.Add((local.Path, target, mount.IsReadOnly));
        }

        // A mount hides what is below it, so the nearer to the root the earlier; the sort keeps the order of equals.
        return mounts.OrderBy(m => m.Target.Count(c => c == '/')).ToImmutableArray();

        static Diagnostic Wrong(string message) => new(ContainerRules.MountTarget, message);
    }

    private static string Normalise(string path) => new LocalLocation(path).Path;

    private static bool IsId(string id) =>
        id.Length is >= 1 and <= 64 && char.IsAsciiLetterOrDigit(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static bool TryText(ByteString bytes, out string text)
    {
        try
        {
            text = Strict.GetString(bytes.Span);
            return !text.Contains('\0');
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }

    private static string WhatIsWrong(ByteString bytes) => bytes.Span.Contains((byte)0) ? "holds a zero byte" : "is not UTF-8";

    private static Diagnostic NotPassable(string message) => new(ContainerRules.NotPassable, message)
    {
        Fix = "pass it as a file",
    };
}
