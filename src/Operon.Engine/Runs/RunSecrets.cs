using System.Collections.Concurrent;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Runs.Masking;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Engine.Runs;

/// <summary>
/// Learns the secrets of a run where they are bound, so that they can be masked: texts, numbers, the texts in arrays and objects,
/// the content of files. Thread-safe.
/// </summary>
/// <param name="files">Reads secret files.</param>
/// <param name="warn">Told, once per name, of what is too much to be masked.</param>
public sealed class RunSecrets(IOpFiles files, Action<Diagnostic> warn)
{
    private readonly ConcurrentDictionary<string, bool> warned = new(StringComparer.Ordinal);

    /// <summary>What hides them.</summary>
    public SecretMasks Masks { get; } = new();

    /// <summary>Learns the defaults of secret parameters as they stand in the op, because errors show that place.</summary>
    public void AddDefaults(ParameterDeclarations parameters)
    {
        foreach (var parameter in parameters)
        {
            if (parameter.IsSecret && parameter.Default is { } value && PlainData.Of(value.Syntax) is var written && !IsPath(written)) Add(parameter.Name, written);
        }
    }

    /// <summary>Learns what was typed for a secret parameter.</summary>
    public void AddText(string name, ByteString text) => Add(name, new StringValue(text));

    /// <summary>Learns those of the values that are secret.</summary>
    public void Add(IEnumerable<KeyValuePair<string, Value>> values)
    {
        foreach (var (_, value) in values)
        {
            if (value.IsSecret) Add(value.Secrets.ToString(), value);
        }
    }

    // Where a secret file is, or which it is, is not the secret.
    private static bool IsPath(Value value) => value is StringValue { Text.Span: [(byte)'/' or (byte)'.', ..] or [(byte)'$', (byte)'(', ..] };

    private void Add(string name, Value value)
    {
        switch (value)
        {
            case StringValue text:
                AddContent(name, text.Text);
                break;
            case NumberValue number:
                AddOne(name, Text.Numbers.NumberText.Plain(number.Value));
                break;
            case ArrayValue array:
                AddLeaves(name, array.Items);
                break;
            case ObjectValue properties:
                AddLeaves(name, properties.Properties.Values);
                break;
            case FileValue { Location: LocalLocation location }:
                AddFile(name, location);
                break;
            case SocketValue socket:
                AddOne(name, socket.Address);
                break;
            default:
                break;
        }
    }

    private void AddLeaves(string name, IEnumerable<Value> values)
    {
        var open = new Stack<Value>(values);
        while (open.TryPop(out var value))
        {
            switch (value)
            {
                case StringValue or FileValue:
                    Add(name, value);
                    break;
                case ArrayValue array:
                    foreach (var item in array.Items) open.Push(item);
                    break;
                case ObjectValue properties:
                    foreach (var property in properties.Properties.Values) open.Push(property);
                    break;
                default:
                    break;
            }
        }
    }

    // Texts in JSON are leaves like those of an object: an op can refer to each.
    private void AddContent(string name, ByteString content)
    {
        AddOne(name, content);
        if (content.Span.EndsWith("\n"u8)) AddOne(name, new ByteString(content.Memory[..content.Span.TrimEnd("\r\n"u8).Length]));
        if (content.Length > SecretMasks.MostBytes || content.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..]) return;
        var text = new StringValue(content);
        var evaluation = new Evaluation(Scope.Of(new LocalLocation("/")), files);
        if (ArrayCoercion.Coerce(text, evaluation).TryGet(out var array, out _)) AddLeaves(name, array.Items);
        else if (ObjectCoercion.Coerce(text, evaluation).TryGet(out var properties, out _)) AddLeaves(name, properties.Properties.Values);
    }

    private void AddFile(string name, LocalLocation location)
    {
        // One that cannot be read fails where it is used.
        if (files.Find(location) != EntryKind.File) return;
        if (new FileInfo(location.Path).Length > SecretMasks.MostBytes) Warn(name);
        else if (files.Read(location).TryGet(out var content, out _)) AddContent(name, content);
    }

    private void AddOne(string name, ByteString text)
    {
        if (!Masks.TryAdd(name, text)) Warn(name);
    }

    private void Warn(string name)
    {
        if (!warned.TryAdd(name, true)) return;
        warn(new Diagnostic(EngineRules.NotMasked, $"the secret '{name}' is not masked in output: the secrets of a run are more than {SecretMasks.MostBytes / 1024} KiB")
        {
            Fix = "pass only what is secret as a secret",
        });
    }
}
