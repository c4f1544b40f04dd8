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

    private readonly Random random = new(seed);

    public string Next()
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
