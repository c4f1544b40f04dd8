using System.Text;
using Operon.Starlark.Builtins;
using Operon.Starlark.Compilation;
using Operon.Starlark.Execution;
using Operon.Starlark.Resolution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark;

/// <summary>Executes files and evaluates expressions.</summary>
public static class Evaluator
{
    private static readonly Dictionary<string, Value> Nothing = [];

    /// <summary>
    /// Executes a file. Its values stay as they are: a module that others load, or that several threads use, has to be
    /// frozen afterwards with <see cref="Module.Freeze()"/>.
    /// </summary>
    /// <param name="thread">The evaluation; its limits and hooks hold.</param>
    /// <param name="name">The name of the file in positions.</param>
    /// <param name="text">What it says.</param>
    /// <param name="predeclared">The names that it has besides those of the language.</param>
    /// <param name="dialect">What it may use beyond the core of the language.</param>
    /// <returns>Its globals.</returns>
    /// <exception cref="StaticErrorException">It has static errors; nothing ran.</exception>
    /// <exception cref="StarlarkException">It failed.</exception>
    public static Module Execute(StarlarkThread thread, string name, string text, IReadOnlyDictionary<string, Value>? predeclared = null, Dialect? dialect = null)
    {
        predeclared ??= Nothing;
        dialect ??= Dialect.Core;
        var file = Parser.File(name, text);
        Resolver.Resolve(file, dialect, NamesOf(predeclared));
        var compilation = new FileCompilation(name, dialect, thread.Reached is not null);
        var code = Compiler.File(file, compilation);
        var globals = file.Scope!.Globals;
        var module = new Module(name, globals.Map(0, static (_, global) => global.Name), new Value[globals.Count], Picked(file.Scope, predeclared));
        thread.Call(new Function(code, module, [], []));
        return module;
    }

    /// <summary>Evaluates an expression.</summary>
    /// <param name="thread">The evaluation; its limits and hooks hold.</param>
    /// <param name="name">The name in positions.</param>
    /// <param name="expression">What it says.</param>
    /// <param name="predeclared">The names that it has besides those of the language.</param>
    /// <param name="dialect">What it may use beyond the core of the language.</param>
    /// <returns>Its value.</returns>
    /// <exception cref="StaticErrorException">It has static errors; nothing ran.</exception>
    /// <exception cref="StarlarkException">It failed.</exception>
    public static Value Evaluate(StarlarkThread thread, string name, string expression, IReadOnlyDictionary<string, Value>? predeclared = null, Dialect? dialect = null)
    {
        predeclared ??= Nothing;
        dialect ??= Dialect.Core;
        var tree = Parser.Expression(name, expression);
        var scope = Resolver.Resolve(name, tree, dialect, NamesOf(predeclared));
        var compilation = new FileCompilation(name, dialect, thread.Reached is not null);
        var code = Compiler.Expression(tree, scope, compilation);
        return thread.Call(new Function(code, new Module(name, [], [], Picked(scope, predeclared)), [], []));
    }

    /// <summary>Finds the static errors of a file without running it.</summary>
    /// <param name="name">The name of the file in positions.</param>
    /// <param name="text">What it says.</param>
    /// <param name="predeclared">The names that it has besides those of the language; null to look at its syntax only.</param>
    /// <param name="dialect">What it may use beyond the core of the language.</param>
    /// <exception cref="StaticErrorException">It has static errors.</exception>
    public static void Check(string name, string text, IReadOnlyDictionary<string, Value>? predeclared, Dialect? dialect = null)
    {
        var file = Parser.File(name, text);
        if (predeclared is not null) Resolver.Resolve(file, dialect ?? Dialect.Core, NamesOf(predeclared));
    }

    /// <summary>Writes a file in the one way that this library writes: comments and the author's spaces are gone.</summary>
    /// <param name="name">The name of the file in positions.</param>
    /// <param name="text">What it says.</param>
    /// <returns>What has the same meaning.</returns>
    /// <exception cref="StaticErrorException">It is no file of the language.</exception>
    public static string Format(string name, string text) => Printer.Print(Parser.File(name, text));

    /// <summary>The text of a file. A byte that is no UTF-8 becomes U+FFFD, each for itself.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<byte> file)
    {
        if (System.Text.Unicode.Utf8.IsValid(file)) return Encoding.UTF8.GetString(file);
        var text = new StringBuilder(file.Length);
        while (!file.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(file, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            text.Append(valid ? rune.ToString() : "\uFFFD");
            file = file[(valid ? length : 1)..];
        }

        return text.ToString();
    }

    /// <summary>The values of the predeclared names that a file uses.</summary>
    /// <exception cref="ArgumentException">One has none.</exception>
    internal static Value[] Picked(FileScope scope, IReadOnlyDictionary<string, Value> predeclared) =>
        scope.Predeclared.Map(predeclared, static (predeclared, name) => Picked(predeclared, name));

    private static Value Picked(IReadOnlyDictionary<string, Value> predeclared, string name) =>
        predeclared[name] is { IsUnset: false } value ? value : throw new ArgumentException($"The predeclared name {name} has no value: default(Value) is none.", nameof(predeclared));

    private static Names NamesOf(IReadOnlyDictionary<string, Value> predeclared) => new(predeclared.ContainsKey, IsUniversal, predeclared.Keys.Concat(Universe.Names));

    private static bool IsUniversal(string name) => Universe.TryGet(name, out _);
}
