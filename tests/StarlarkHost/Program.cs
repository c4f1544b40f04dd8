using Operon.Starlark;
using Operon.Starlark.Modules;
using Operon.Starlark.Syntax;
using Operon.Starlark.Values;
using StarlarkHost;

// The contract of `operon starlark run`, and --test-builtins.
if (args is not ["run", .. var words])
{
    Console.Error.WriteLine("usage: StarlarkHost run [--stage parse|resolve|exec] [--opt OPTION]… [--predeclare NAME]… [--test-builtins] FILE");
    return 2;
}

var predeclared = new Dictionary<string, Value> { ["struct"] = StructModule.Struct, ["json"] = JsonModule.Module };
var dialect = Dialect.Core;
var stage = FileStage.Exec;
string? file = null;
for (var i = 0; i < words.Length; i++)
{
    switch (words[i])
    {
        case "--stage":
            stage = Enum.Parse<FileStage>(words[++i], ignoreCase: true);
            break;
        case "--predeclare":
            predeclared[words[++i]] = Value.None;
            break;
        case "--opt":
            dialect = words[++i] switch
            {
                "set" => dialect with { Set = true },
                "while" => dialect with { While = true },
                "toplevelcontrol" => dialect with { TopLevelControl = true },
                "globalreassign" => dialect with { GlobalReassign = true },
                "recursion" => dialect with { Recursion = true },
                "loadbindsglobally" => dialect with { LoadBindsGlobally = true },
                var other => throw new InvalidOperationException($"unknown option {other}"),
            };
            break;
        case "--test-builtins":
            TestBuiltins.AddTo(predeclared);
            break;
        default:
            file = words[i];
            break;
    }
}

using var output = Console.OpenStandardOutput();
await using var errors = new StreamWriter(Console.OpenStandardError());
return new FileRun(output, errors).Run(file ?? throw new InvalidOperationException("no file"), predeclared, dialect, stage) ? 0 : 1;
