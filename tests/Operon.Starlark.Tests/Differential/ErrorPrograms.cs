using System.Globalization;

namespace Operon.Starlark.Tests.Differential;

/// <summary>Small programs that mostly fail: operators, builtins, methods, calls, slices and unpacking with all sorts of values.</summary>
internal sealed class ErrorPrograms(int seed)
{
    private static readonly string[] Values =
    [
        "None", "True", "1", "-3", "2.5", "\"ab\"", "\"a,b\"", "\"{} {0}\"", "\"%d\"", "[1, 2]", "(1, \"a\")", "{\"k\": 1}", "range(3)", "len", "lambda x: x", "struct(a = 1)", "1 << 100",
        "\"\"", "[]", "()", "{}", "\"é😿b\"", "[(\"a\", 1)]", "0",
    ];

    private static readonly string[] Binary = ["+", "-", "*", "/", "//", "%", "&", "^", "<<", ">>", "<", ">=", "in", "not in", "and", "or", "=="];
    private static readonly string[] Augmented = ["+=", "-=", "*=", "%=", "//=", "<<="];
    private static readonly string[] Unary = ["-", "+", "~", "not "];

    // Without dir and hash, of which the older reference knows less.
    private static readonly string[] Builtins =
    [
        "any", "all", "bool", "chr", "dict", "enumerate", "fail", "float", "getattr", "hasattr", "len", "list", "max", "min", "print", "range", "repr", "reversed", "sorted", "str",
        "tuple", "type", "zip",
    ];

    private static readonly string[] Methods =
    [
        "capitalize", "count", "endswith", "find", "format", "index", "isalnum", "isalpha", "isdigit", "istitle", "join", "lower", "lstrip", "partition", "replace", "rfind", "rindex", "rpartition",
        "rsplit", "split", "splitlines", "startswith", "strip", "title", "upper", "append", "clear", "extend", "insert", "pop", "remove", "get", "items", "keys", "popitem", "setdefault", "values", "nosuch",
    ];

    private static readonly string[] Parameters = ["", "a", "a, b", "a, b = 2", "*a", "**k", "a, *, b", "a, *r, b = 1", "a, b = 1, *r, c, **k", "a = 1, b = 2"];

    private static readonly string[] Calls =
    [
        "", "1", "1, 2", "1, 2, 3", "a = 1", "b = 1", "1, a = 1", "1, b = 2", "c = 3", "1, 2, c = 3, d = 4", "*[1, 2]", "*[1], **{\"a\": 2}", "**{\"zz\": 1}", "**{1: 2}", "*1", "**1", "1, *[2], **{\"b\": 3}",
    ];

    private static readonly string[] Functions =
    [
        "len", "str", "int", "fun", "sorted", "list", "dict", "type", "fail", "\"abc\".index", "{}.get", "[1].remove", "lambda a: sorted(a, key = len)", "lambda a: max(a, key = lambda b: b + 1)", "lambda: 1",
        "lambda a: a[0]", "lambda a: -a", "lambda a: fun(a)", "json.encode", "json.decode", "struct", "hasattr", "x", "None",
    ];

    private static readonly string[] KeyedCalls =
    [
        "sorted({0}, key = {1})", "sorted({0}, reverse = {2}, key = {1})", "max({0}, key = {1})", "min({0}, {2}, key = {1})", "sorted(*[{0}], **{{\"key\": {1}}})", "max(*{0}, key = {1})",
        "[{1}(a) for a in {0}]", "{{a: {1}(a) for a in {0} if a}}", "({1})({0}, *[{2}])", "({1})(**{{\"x\": {0}}})", "int({0}, base = {2})", "enumerate({0}, start = {2})", "dict({0}, a = {2})", "print({0}, sep = {2})",
        "json.encode({{\"a\": [{0}, {{\"b\": {2}}}]}})", "json.decode({0}, {2})", "json.indent({0}, prefix = {2})", "getattr(struct(a = {0}), {2})", "struct(a = {0}, **{2})",
    ];

    private static readonly string[] Formats =
    [
        "\"%s %d\" % {0}", "\"%d%%\" % {0}", "\"%(a)s %s\" % {0}", "\"%c\" % {0}", "\"%e|%f|%g\" % ({0}, {1}, {0})", "\"%x %o\" % ({0}, {1})", "\"%q\" % {0}", "\"%\" % {0}", "\"%r\" % ({0},)",
        "\"{{}} {{a}}\".format({0}, a = {1})", "\"{{0}} {{}}\".format({0})", "\"{{a.b}}\".format(a = {0})", "\"{{a[0]}}\".format(a = {0})", "\"{{!r}} {{!s}} {{!x}}\".format({0}, {1}, 1)", "\"{{\".format({0})", "\"}}\".format({0})",
        "\"{{:>3}}\".format({0})", "\"{{2}}\".format({0}, {1})", "\"{{0x}}\".format({0})", "\"{{{{{{}}}}}}\".format({0})", "{0}.join([{1}, {0}])", "{0}.split({1}, {0})", "{0}.replace({0}, {1}, 1)", "{0}.partition({1})",
        "{0}.strip({1})", "{0}.startswith(({1}, {0}), 1)", "{0}.count({1}, 1, -1)", "{0}.elems()", "list({0}.codepoints())", "{0}.removeprefix({1})", "{0}.rsplit(None, {1})", "{0}.splitlines({1})", "{0}.find({1}, None, 2)",
    ];

    private static readonly string[] Targets = ["a, b", "a, b, c", "(a, [b, c])", "[a]", "a, (b,)", "a[0], b", "a.b", "()", "[a, b], c"];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "7", "64", "511", "512", "-512", "1 << 31", "(1 << 31) - 1", "-(1 << 31)", "(1 << 63)", "(1 << 63) - 1", "-(1 << 63)", "1 << 64", "1 << 100", "-(1 << 100)", "0.0", "2.5", "-1e300", "1e16",
        "float(\"nan\")", "float(\"+inf\")", "\"ab\"", "[1]", "True",
    ];

    private static readonly string[] Changes =
    [
        "x.append(1)", "x.extend(x)", "x.insert(0, 1)", "x.pop()", "x.clear()", "x.remove(a)", "x[0] = 1", "x += [1]", "x.update([(1, 2)])", "x.setdefault(1, 2)", "x.popitem()", "x[a] = 1", "x.pop(a)", "y = sorted(x, key = x.append)",
        "y = [x.append(b) for b in x]", "y = [x for x in x]", "break", "continue", "return a",
    ];

    private static readonly string[] Loads =
    [
        "\"_good.star\", \"row\"", "\"_good.star\", \"rwo\"", "\"_good.star\", \"row\", key = \"get\"", "\"_good.star\", \"_hidden\"", "\"_good.star\", \"row\", \"row\"", "\"_good.star\", row = \"key\"", "\"_good.star\"",
        "\"_fails.star\", \"row\"", "\"_wrong.star\", \"row\"", "\"_turns.star\", \"row\"", "\"_loads.star\", \"row\"", "\"_deep.star\", \"row\"", "\"_none.star\", \"row\"", "_good, row",
    ];

    private static readonly string[] Uses = ["row.append(1)", "row[0] = 1", "row += [1]", "print(row)", "key(row)", "key(1)", "print(key)", "row()", "key(row, row)"];

    /// <summary>Files beside the programs, for them to load.</summary>
    public static readonly (string Name, string Text)[] Modules =
    [
        ("_good.star", "row = [1, 2]\ndef get(x):\n  x.append(3)\n  return x[5]\nrot = 1\n"), ("_fails.star", "def f(x):\n  return x + \"a\"\nrow = f(1)\n"), ("_wrong.star", "row = nothing\nx = $\n"),
        ("_turns.star", "load(\"_turned.star\", \"row\")\n"), ("_turned.star", "load(\"_turns.star\", \"row\")\n"), ("_loads.star", "load(\"_good.star\", \"row\")\n"), ("_deep.star", "load(\"_fails.star\", \"row\")\n"),
    ];

    private readonly Random random = new(seed);

    public string Next() => random.Next(9) switch
    {
        7 => $"load({One(Loads)})\n{(random.Next(3) == 0 ? $"load({One(Loads)})\n" : "")}def f(x):\n  {One(Uses)}\n  {One(Uses)}\n  return x\n{One(Uses)}\nf({One(Values)})\n",
        0 => Called(),
        1 => InFunction(string.Format(CultureInfo.InvariantCulture, One(Formats), One(["x", "y", One(Values)]), One(["x", "y", One(Values)]))),
        2 => InFunction($"[{One(Targets).Replace("a[0]", "a", StringComparison.Ordinal).Replace("a.b", "b", StringComparison.Ordinal)} for {One(["a, b", "a", "(a, b), c", "[a, c]"])} in {One(["x", "[x, y]", "[x]", "{1: y}"])} if {One(["a", "x", "a < x", "a in y"])}]"),
        3 => $"def f(x, y):\n  {One(["x", "y", "a"])} = x\n  {One(Targets)} = {One(["x", "y", "(x, y)", "[x, y, x]", "a"])}\n  return x\nprint(f({One(Values)}, {One(Values)}))\n",
        4 => $"x = {One(Numbers)}\ny = {One(Numbers)}\nprint(x, y)\nprint(x {One(Binary)} y, {One(Unary)}x, {One(["int(x)", "float(y)", "str(x)", "range(x, y)", "range(x)[y]", "x in range(y)", "[1, 2, 3][x:y]", "\"abc\" [x]", "\"%d\" % x", "y * [1]", "\"é\" * y"])})\n",
        5 => $"def f(x):\n  for a in {One(["x", "x", "x.items()", "[x, 1]"])}:\n    for b in x:\n      {One(Changes)}\n    {One(Changes)}\n  {One(Changes.Where(c => c is not "break" and not "continue" && !c.Contains('a') || c.Contains("append", StringComparison.Ordinal)).ToArray())}\n  return x\nprint(f({One(["[1, 2]", "{1: 2}", "{}", "[]", "\"ab\"", "(1, 2)", "range(2)"])}))\n",
        6 => $"def f(x):\n  {One(["return g(x)", "return f(x)", "return sorted([x], key = f)", "return [f(y) for y in [x]]", "return x + global_", "return max([x, x], key = g)", "return h"])}\ndef g(x):\n  {One(["return f(x)", "return x", "return h(x)", "return (lambda: f(x))()", "return fail(x, sep = \"-\")"])}\nh = lambda x: {One(["f(x)", "g(x)", "h(x)", "x"])}\nprint({One(["f", "g", "h"])}({One(Values)}))\nglobal_ = 1\n",
        _ => Keyed(),
    };

    private string Keyed() => InFunction(string.Format(CultureInfo.InvariantCulture, One(KeyedCalls), One(["x", "y", One(Values)]), One(Functions), One(Values)));

    private string InFunction(string expression) =>
        $"def fun({One(Parameters)}):\n  return 1\ndef f(x, y):\n  z = [\n    {expression},\n  ]\n  return z\nprint(f({One(Values)}, {One(Values)}))\n";

    private string Called()
    {
        var expression = random.Next(9) switch
        {
            0 => $"x {One(Binary)} y",
            1 => $"{One(Unary)}x",
            2 => $"{One(Builtins)}({Arguments()})",
            3 => $"x.{One(Methods)}({Arguments()})",
            4 => $"x[{Bound()}:{Bound()}{(random.Next(2) == 0 ? "" : ":" + Bound())}]",
            5 => "x[y]",
            6 => $"[a for a, b in [x, y]]",
            7 => $"[x(i) for i in y if i {One(Binary)} x]",
            _ => $"fun({One(Calls)})",
        };
        var (x, y) = (One(Values), One(Values));
        return random.Next(5) switch
        {
            0 => $"x = {x}\ny = {y}\ndef fun({One(Parameters)}):\n  return 1\nprint({expression})\n",
            1 => $"def fun({One(Parameters)}):\n  return 1\ndef f(x, y):\n  z = [\n    0,\n    {expression},\n  ]\n  return z\nprint(f({x}, {y}))\n",
            2 => $"def f(x, y):\n  x {One(Augmented)} y\n  return x\nprint(f({x}, {y}))\n",
            3 => $"def f(x, y):\n  x[{One(Values)}] {One(Augmented)} y\n  a, b = x\n  return a\nprint(f([{x}], {y}))\n",
            _ => $"fun = lambda {One(Parameters)}: 1\ndef g(x):\n  y = {y}\n  if True:\n    for i in range(1):\n      return {expression}\nprint([g(x) for x in [{x}]])\n",
        };
    }

    private string Arguments() => string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(3) == 0 ? One(["x", "y"]) : One(Values)));

    private string Bound() => One(["", "y", "1", "-1", "len(x)", "y + 0"]);

    private string One(string[] row) => row[random.Next(row.Length)];
}
