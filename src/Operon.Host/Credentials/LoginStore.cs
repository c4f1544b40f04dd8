using System.Runtime.Versioning;
using System.Text.Json;
using Operon.Host.Files;
using Operon.Host.Owners;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Spelling;

namespace Operon.Host.Credentials;

/// <summary>
/// The logins that <c>auth add</c> keeps, for registries and for hosts of ops alike: one small file that its owner alone can read,
/// always whole, changed by one process at a time. Read anew at each question.
/// </summary>
/// <param name="file">The file; it and its folder are made with the first login.</param>
/// <param name="time">The clock.</param>
public sealed class LoginStore(string file, TimeProvider time) : ICredentialSource
{
    private const int Format = 1;
    private const long LongestFile = 16 << 20;

    /// <summary>The login of the longest resource that covers the one asked for.</summary>
    /// <inheritdoc/>
    public Task<Result<Login?>> FindAsync(string resource, CancellationToken cancellation)
    {
        // What no host has, no login is for.
        if (!LoginResource.Parse(resource).TryGet(out var wanted, out _)) return Task.FromResult<Result<Login?>>((Login?)null);
        if (!Read().TryGet(out var logins, out var error)) return Task.FromResult<Result<Login?>>(error);
        var best = logins
            .Where(l => LoginResource.Parse(l.Key).TryGet(out var stored, out _) && stored.Covers(wanted))
            .OrderByDescending(l => l.Key.Length)
            .Select(l => l.Value)
            .FirstOrDefault();
        return Task.FromResult<Result<Login?>>(best);
    }

    /// <summary>Keeps a login, in place of one that was for the same.</summary>
    /// <param name="resource">A host, or a host and the beginning of a path.</param>
    /// <param name="login">The login; both its texts may be empty.</param>
    /// <param name="cancellation">Stops waiting for others who change the file.</param>
    /// <returns>Null, or <see cref="HostRules.BadLoginResource"/>, <see cref="HostRules.CredentialsUnreadable"/> or <see cref="HostRules.FileFailed"/>.</returns>
    [UnsupportedOSPlatform("windows")]
    public async Task<Diagnostic?> AddAsync(string resource, Login login, CancellationToken cancellation)
    {
        if (!LoginResource.Parse(resource).TryGet(out var key, out var error)) return error;
        if (PrivateFolder.Create(Path.GetDirectoryName(file)!) is { } failure) return failure;
        if (!(await OwnerLock.WaitAsync(file + ".lock", OwnerIdentity.Current(), time, cancellation)).TryGet(out var held, out error)) return error;
        using (held)
        {
            if (!Read().TryGet(out var logins, out error)) return error;
            logins[key.ToString()] = login;
            return DurableFile.Write(file, Write(logins));
        }
    }

    /// <summary>What there are logins for, and who logs in; sorted. The secrets stay where they are.</summary>
    /// <returns>They, or <see cref="HostRules.CredentialsUnreadable"/>.</returns>
    public Result<IReadOnlyList<(string Resource, string Username)>> List()
    {
        if (!Read().TryGet(out var logins, out var error)) return error;
        return logins.Select(l => (l.Key, l.Value.Username)).ToList();
    }

    /// <summary>Forgets a login.</summary>
    /// <param name="resource">What it is for, as it was given to <see cref="AddAsync"/>.</param>
    /// <param name="cancellation">Stops waiting for others who change the file.</param>
    /// <returns>Null, or <see cref="HostRules.BadLoginResource"/>, <see cref="HostRules.NoLogin"/>, <see cref="HostRules.CredentialsUnreadable"/> or <see cref="HostRules.FileFailed"/>.</returns>
    [UnsupportedOSPlatform("windows")]
    public async Task<Diagnostic?> RemoveAsync(string resource, CancellationToken cancellation)
    {
        if (!LoginResource.Parse(resource).TryGet(out var key, out var error)) return error;
        if (!File.Exists(file)) return NotKept([]);
        if (!(await OwnerLock.WaitAsync(file + ".lock", OwnerIdentity.Current(), time, cancellation)).TryGet(out var held, out error)) return error;
        using (held)
        {
            if (!Read().TryGet(out var logins, out error)) return error;
            return logins.Remove(key.ToString()) ? DurableFile.Write(file, Write(logins)) : NotKept(logins.Keys);
        }

        Diagnostic NotKept(IEnumerable<string> kept) => new(HostRules.NoLogin, $"no login is kept for {key}")
        {
            Fix = Suggestion.For(key.ToString(), kept) is { } near ? $"write {near}" : "operon auth ls lists those that are kept",
        };
    }

    private Result<SortedDictionary<string, Login>> Read()
    {
        var logins = new SortedDictionary<string, Login>(StringComparer.Ordinal);
        try
        {
            if (new FileInfo(file) is not { Exists: true } there) return logins;
            if (there.Length > LongestFile) return Unreadable("it is too long");
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!Property(json.RootElement, "format", JsonValueKind.Number, out var format) || !Property(json.RootElement, "logins", JsonValueKind.Object, out var entries)) return Unreadable("it holds no logins");
            if (!format.TryGetInt32(out var number) || number != Format) return Unreadable("it is of another version of this program");
            foreach (var entry in entries.EnumerateObject())
            {
                if (!Property(entry.Value, "username", JsonValueKind.String, out var user) || !Property(entry.Value, "password", JsonValueKind.String, out var password)) return Unreadable($"{entry.Name} has no username and password");
                logins[entry.Name] = new Login(user.GetString()!, password.GetString()!);
            }

            return logins;
        }
        catch (Exception e) when (FileFailure.Covers(e))
        {
            return Unreadable(FileFailure.Reason(e));
        }
        catch (JsonException e)
        {
            return Unreadable($"it is not JSON{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}");
        }
    }

    private static bool Property(JsonElement element, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == kind;
    }

    private static byte[] Write(SortedDictionary<string, Login> logins)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteStartObject("logins");
            foreach (var (resource, login) in logins)
            {
                json.WriteStartObject(resource);
                json.WriteString("username", login.Username);
                json.WriteString("password", login.Secret);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private Diagnostic Unreadable(string reason) => new(HostRules.CredentialsUnreadable, $"the logins in {file} cannot be read: {reason}") { Fix = $"mend or remove {file}" };
}
