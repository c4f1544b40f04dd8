using Operon.Starlark.Builtins;
using Operon.Starlark.Compilation;
using Operon.Starlark.Execution;
using Operon.Starlark.Resolution;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;

namespace Operon.Starlark;

/// <summary>
/// A program that is entered part by part, as at a prompt. Each part sees the globals of those before; a function sees
/// them as they were when the part that defines it ended.
/// </summary>
/// <param name="thread">The evaluation; its limits and hooks hold.</param>
/// <param name="predeclared">The names that it has besides those of the language.</param>
/// <param name="dialect">What it may use; globals may be assigned again in any case.</param>
public sealed class Session(StarlarkThread thread, IReadOnlyDictionary<string, Value> predeclared, Dialect? dialect = null)
{
    private readonly Dialect dialect = (dialect ?? Dialect.Core) with { GlobalReassign = true, TopLevelControl = true, LoadBindsGlobally = true };
    private readonly Dictionary<string, Value> globals = new(StringComparer.Ordinal);

    /// <summary>All names that a part may use.</summary>
    public IEnumerable<string> Names => globals.Keys.Concat(predeclared.Keys).Concat(Universe.Names).Distinct(StringComparer.Ordinal);

    /// <summary>Whether a part is cut short: more lines have to follow.</summary>
    /// <param name="text">The lines so far.</param>
    /// <returns>Whether it is incomplete; a block is, until an empty line.</returns>
    public static bool NeedsMore(string text)
    {
        try
        {
            var statements = Parser.File("", text + "\n").Statements;
            return statements.Count > 0 && statements[^1] is DefStatement or IfStatement or ForStatement or WhileStatement && text.Split('\n')[^1].Trim().Length > 0;
        }
        catch (StaticErrorException failure)
        {
            var message = failure.Errors[0].Message;

            // The block of the last line is to come, unless that is the empty line which says that nothing will.
            if (message == "got outdent, want indent" && failure.Errors[0].Position.Line > text.Split('\n').Length) return text.Split('\n')[^1].Trim().Length > 0;
            return message.StartsWith("got end of file", StringComparison.Ordinal) || message == "unexpected EOF in string";
        }
    }

    /// <summary>The attributes of a value, for completion.</summary>
    /// <param name="path">The name of a global, or of an attribute within it, with a point before each.</param>
    /// <returns>The names of its attributes; none if there is no such value.</returns>
    public IReadOnlyList<string> AttributesOf(string path)
    {
        var names = path.Split('.');
        if (!globals.TryGetValue(names[0], out var value) && !predeclared.TryGetValue(names[0], out value) && !Universe.TryGet(names[0], out value)) return [];
        foreach (var name in names.AsSpan(1))
        {
            if (!Attributes.TryGet(value, name, out value)) return [];
        }

        return Attributes.Names(value);
    }

    /// <summary>The names that begin so: names, or attributes of what stands before the last point.</summary>
    public IEnumerable<string> Completions(string beginning)
    {
        var dot = beginning.LastIndexOf('.');
        var names = dot < 0 ? Names : AttributesOf(beginning[..dot]).Select(name => beginning[..(dot + 1)] + name);
        return names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    /// <summary>Runs a part.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="name">What it is called in positions.</param>
    /// <returns>The value, if it is an expression.</returns>
    /// <exception cref="StaticErrorException">It has static errors; nothing ran.</exception>
    /// <exception cref="StarlarkException">It failed. What it assigned before holds.</exception>
    public Value? Run(string text, string name = "<input>")
    {
        var file = Parser.File(name, text + "\n");
        Resolver.Resolve(file, dialect, new Names(predeclared.ContainsKey, static name => Universe.TryGet(name, out _), Names, globals.ContainsKey));
        var compilation = new FileCompilation(file.Name, dialect, thread.Reached is not null);
        var expression = file.Statements is [ExpressionStatement only] ? only.Expression : null;
        var code = expression is null ? Compiler.File(file, compilation) : Compiler.Expression(expression, file.Scope!, compilation);
        string[] names = file.Scope!.Globals.Map(0, static (_, global) => global.Name);
        var slots = Array.ConvertAll(names, name => globals.GetValueOrDefault(name));
        var module = new Module(file.Name, names, slots, Evaluator.Picked(file.Scope, predeclared));
        try
        {
            var value = thread.Call(new Function(code, module, [], []));
            return expression is null ? default(Value?) : value;
        }
        finally
        {
            for (var i = 0; i < names.Length; i++)
            {
                if (!slots[i].IsUnset) globals[names[i]] = slots[i];
            }
        }
    }
}
