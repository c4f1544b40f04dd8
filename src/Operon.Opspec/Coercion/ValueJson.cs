using System.Buffers;
using System.Collections.Immutable;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Opspec.Coercion;

/// <summary>Values as JSON text and back (specification, section 1.5).</summary>
public static class ValueJson
{
    /// <summary>How deep JSON may be nested to become a value.</summary>
    public const int MaxDepth = 1000;

    private const string AnArray = "an array such as [1, 2]";
    private const string AnObject = "an object such as {\"a\": 1}";

    /// <summary>The JSON text of a value. Directories and files count as their paths, sockets as their addresses.</summary>
    public static ByteString Write(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(value, new CanonicalJsonWriter(buffer));
        return new ByteString(buffer.WrittenMemory);
    }

    /// <summary>Reads an array; the text <c>null</c> is an empty one.</summary>
    internal static Result<ArrayValue> ReadArray(StringValue text)
    {
        if (!Read(text).TryGet(out var value, out var error)) return error with { Expected = error.Expected ?? $"JSON for {AnArray}" };
        return value switch
        {
            ArrayValue array => (ArrayValue)array.Marked(text.Secrets),
            NullValue => new ArrayValue([], text.Secrets),
            _ => Wrong(value, AnArray),
        };
    }

    /// <summary>Reads an object; the text <c>null</c> is an empty one.</summary>
    internal static Result<ObjectValue> ReadObject(StringValue text)
    {
        if (!Read(text).TryGet(out var value, out var error)) return error with { Expected = error.Expected ?? $"JSON for {AnObject}" };
        return value switch
        {
            ObjectValue properties => (ObjectValue)properties.Marked(text.Secrets),
            NullValue => (ObjectValue)ObjectValue.Empty.Marked(text.Secrets),
            _ => Wrong(value, AnObject),
        };
    }

    private static Diagnostic Wrong(Value value, string expected) =>
        new(CoercionRules.NotJson, $"the text is JSON for {ValueText.WithArticle(value.Kind)}") { Expected = $"JSON for {expected}" };

    private static Result<Value> Read(StringValue text)
    {
        var reader = new JsonReader(text.Text.Span, MaxDepth);
        var open = new Stack<OpenValue>();
        Value? root = null;
        while (reader.Read())
        {
            Value? done = null;
            switch (reader.Token)
            {
                case JsonToken.StartArray:
                    open.Push(new OpenValue(ImmutableArray.CreateBuilder<Value>(), null));
                    break;
                case JsonToken.StartObject:
                    open.Push(new OpenValue(null, ImmutableSortedDictionary.CreateBuilder<ByteString, Value>()));
                    break;
                case JsonToken.Key:
                    open.Peek().Key = reader.Text;
                    break;
                case JsonToken.EndArray or JsonToken.EndObject:
                    done = open.Pop().Close();
                    break;
                case JsonToken.Null:
                    done = NullValue.Instance;
                    break;
                case JsonToken.True or JsonToken.False:
                    done = new BooleanValue(reader.Token == JsonToken.True);
                    break;
                case JsonToken.Number:
                    done = new NumberValue(reader.Number);
                    break;
                default:
                    done = new StringValue(reader.Text);
                    break;
            }

            if (done is null) continue;
            if (open.TryPeek(out var parent)) parent.Add(done);
            else root = done;
        }

        if (reader.Error is null) return root!;

        // What the reader found may be part of a secret.
        return text.IsSecret ? new Diagnostic(CoercionRules.NotJson, "a secret text is not the JSON that is needed") : reader.Error;
    }

    /// <summary>Writes a value as part of a larger text.</summary>
    public static void Write(Value value, CanonicalJsonWriter json)
    {
        switch (value)
        {
            case ArrayValue array:
                json.StartArray();
                foreach (var item in array.Items) Write(item, json);
                json.EndArray();
                break;
            case ObjectValue properties:
                json.StartObject();
                foreach (var (key, property) in properties.Properties)
                {
                    json.WriteKey(key);
                    Write(property, json);
                }

                json.EndObject();
                break;
            case BooleanValue boolean:
                json.WriteBoolean(boolean.Value);
                break;
            case NumberValue number when double.IsFinite(number.Value):
                json.WriteNumber(number.Value);
                break;
            case NumberValue number:
                json.WriteString(Text.Numbers.NumberText.Plain(number.Value));
                break;
            case StringValue text:
                json.WriteString(text.Text);
                break;
            case DirValue dir:
                json.WriteString(dir.Location.ToString());
                break;
            case FileValue file:
                json.WriteString(file.Location.ToString());
                break;
            case SocketValue socket:
                json.WriteString(socket.Address);
                break;
            default:
                json.WriteNull();
                break;
        }
    }

    private sealed class OpenValue(ImmutableArray<Value>.Builder? items, ImmutableSortedDictionary<ByteString, Value>.Builder? properties)
    {
        public ByteString Key { get; set; }

        public void Add(Value value)
        {
            if (items is not null) items.Add(value);
            else properties![Key] = value;
        }

        public Value Close() => items is not null ? new ArrayValue(items.ToImmutable()) : new ObjectValue(properties!.ToImmutable());
    }
}
