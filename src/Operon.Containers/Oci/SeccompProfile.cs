using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Operon.Host.Linux;

namespace Operon.Containers.Oci;

/// <summary>
/// The system calls that containers may make: those of docker's default profile, which programs in images are used to, for this
/// machine and the capabilities that the container has.
/// </summary>
/// <remarks>
/// What is otherwise than in the profile:
/// <list type="bullet">
/// <item>A call that it does not know, such as one of a newer kernel, does not exist instead of being forbidden: programs have
/// another way then. What it knows but does not allow stays forbidden.</item>
/// <item>Rings of asynchronous input and output, and sockets to virtual machines, are refused as in later editions.</item>
/// <item>There is no x32, which Linux is hardly ever built with: it makes the filter a third larger.</item>
/// </list>
/// </remarks>
internal static class SeccompProfile
{
    private const string Resource = "seccomp-default.json";
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;
    private const int VirtualMachineSockets = 40;

    private static readonly string[] Withdrawn = ["io_uring_enter", "io_uring_register", "io_uring_setup", "socket"];

    /// <summary>The filter for a container with these capabilities on this machine.</summary>
    public static SystemCallFilter For(IReadOnlyCollection<string> capabilities)
    {
        var isArm = RuntimeInformation.OSArchitecture == Architecture.Arm64;
        var machine = new SeccompMachine(isArm ? "arm64" : "amd64", capabilities, Environment.OSVersion.Version);
        using var stream = typeof(SeccompProfile).Assembly.GetManifestResourceStream(Resource)!;
        using var profile = JsonDocument.Parse(stream);
        var rules = ImmutableArray.CreateBuilder<SystemCallRule>();
        var named = new List<string>();
        foreach (var item in profile.RootElement.GetProperty("syscalls").EnumerateArray())
        {
            if (!machine.HasArchitecture(item)) continue;
            string[] names = [.. item.GetProperty("names").EnumerateArray().Select(n => n.GetString()!).Except(Withdrawn)];
            named.AddRange(names);
            if (machine.HasRest(item)) rules.Add(new SystemCallRule([.. names], ErrorOf(item), [.. ConditionsOf(item)]));
        }

        rules.Add(new SystemCallRule(["socket"], Error: null, new SystemCallCondition(0, SystemCallCondition.NotEqual, VirtualMachineSockets)));
        rules.Add(new SystemCallRule([.. named.Except(rules.SelectMany(r => r.Names)).Order(StringComparer.Ordinal)], NotPermitted));
        rules.AddRange(rules.SelectMany(Opposites).ToArray());
        return new SystemCallFilter(NoSuchCall, isArm ? ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"] : ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"], rules.DrainToImmutable());
    }

    /// <summary>The filter as the property <c>seccomp</c> of <c>linux</c>.</summary>
    public static byte[] ToJson(SystemCallFilter filter)
    {
        var bytes = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("defaultAction", "SCMP_ACT_ERRNO");
            json.WriteNumber("defaultErrnoRet", filter.DefaultError);
            WriteArray(json, "architectures", filter.Architectures);
            json.WriteStartArray("syscalls");
            foreach (var rule in filter.Rules) WriteRule(json, rule);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static int? ErrorOf(JsonElement rule) => rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW" ? null
        : rule.TryGetProperty("errnoRet", out var error) ? error.GetInt32() : NotPermitted;

    private static IEnumerable<SystemCallCondition> ConditionsOf(JsonElement rule)
    {
        if (!rule.TryGetProperty("args", out var conditions) || conditions.ValueKind != JsonValueKind.Array) yield break;
        foreach (var condition in conditions.EnumerateArray())
        {
            yield return new SystemCallCondition(
                condition.GetProperty("index").GetUInt32(),
                condition.GetProperty("op").GetString()!,
                condition.GetProperty("value").GetUInt64(),
                condition.TryGetProperty("valueTwo", out var second) ? second.GetUInt64() : 0);
        }
    }

    // Where a call is allowed when none of some bits is set (clone without new namespaces), it is forbidden with any of them.
    private static IEnumerable<SystemCallRule> Opposites(SystemCallRule rule)
    {
        if (rule is not { Error: null, Conditions: [{ Comparison: SystemCallCondition.Masked, Second: 0 } condition] }) yield break;
        for (var bit = 1UL; bit != 0; bit <<= 1)
        {
            if ((condition.Value & bit) != 0) yield return rule with { Error = NotPermitted, Conditions = [condition with { Value = bit, Second = bit }] };
        }
    }

    private static void WriteRule(Utf8JsonWriter json, SystemCallRule rule)
    {
        json.WriteStartObject();
        WriteArray(json, "names", rule.Names);
        json.WriteString("action", rule.Error is null ? "SCMP_ACT_ALLOW" : "SCMP_ACT_ERRNO");
        if (rule.Error is { } error) json.WriteNumber("errnoRet", error);
        if (rule.Conditions.Length > 0)
        {
            json.WriteStartArray("args");
            foreach (var condition in rule.Conditions)
            {
                json.WriteStartObject();
                json.WriteNumber("index", condition.Argument);
                json.WriteNumber("value", condition.Value);
                json.WriteNumber("valueTwo", condition.Second);
                json.WriteString("op", condition.Comparison);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
