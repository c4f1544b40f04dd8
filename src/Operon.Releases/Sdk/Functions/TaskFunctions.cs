using Operon.Releases.References;
using Operon.Releases.Sdk.Evaluation;
using Operon.Starlark.Builtins;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;
using Operon.Text.Json;

namespace Operon.Releases.Sdk.Functions;

/// <summary><c>phase</c>, <c>task</c>, <c>deploy</c>, and what functions of tasks return: <c>next</c> and <c>done</c>.</summary>
internal static class TaskFunctions
{
    private const string Task = DocumentTypes.Task;
    private const string Deploy = DocumentTypes.Deploy;
    private const string Environment = DocumentTypes.Environment;
    private const string Inputs = "inputs";
    private const string Annotation = "annotation";

    public static IEnumerable<Builtin> Of(ConfigurationScope scope)
    {
        Builtin[] results = [Next(scope), Done()];
        if (scope.Package is not { } package) return [.. results, .. new[] { "phase", Task, "call", Deploy }.Select(SdkFunction.NotAvailable)];
        return
        [
            .. results,
            SdkFunction.Of("phase", [BuiltinParameter.String("name"), SdkFunction.OptionalList("work"), SdkFunction.OptionalList("tasks")], call => Phase(call, package)),
            Declare(Task),
            Declare("call"),
            SdkFunction.Of(
                Deploy,
                [BuiltinParameter.Any(Environment, Value.None), BuiltinParameter.Any("up", Value.None), BuiltinParameter.Any("down", Value.None), SdkFunction.OptionalDict(Inputs)],
                call => DeployTo(call, package, scope)),
        ];

        Builtin Declare(string name) => SdkFunction.Of(
            name,
            [BuiltinParameter.Any("fn"), BuiltinParameter.String("name"), BuiltinParameter.Any(Annotation, ""), SdkFunction.OptionalDict(Inputs)],
            call => DeclareTask(call, package, scope));
    }

    private static StarlarkDict DeclareTask(BuiltinCall call, PackageBuilder package, ConfigurationScope scope)
    {
        var function = TaskParameters.Function(call.Function.Name, call[0]);
        var name = NameOf(call, Task, call.String(1));
        var inputs = TaskInputs.Of($"task '{name}'", call[3], scope.RelativeTo);
        TaskParameters.Check(function, inputs.Properties.Keys);
        return package.Declare(call.Thread, Task, JsonBridge.Dict(("fn", Identity(function)), ("name", call[1]), (Annotation, call[2]), (Inputs, JsonBridge.Dict(inputs))));
    }

    private static StarlarkDict DeployTo(BuiltinCall call, PackageBuilder package, ConfigurationScope scope)
    {
        if (EnvironmentFunctions.NameOf(call[0]) is not { } environment) throw new SdkError(SdkRules.BadArgument, $"deploy: environment is {call[0]}, {SdkError.WithArticle(call[0].TypeName)}", "what environment(…) or environments() gives");
        NameOf(call, Deploy, environment);
        var up = TopLevel(call, 1, "up");
        var down = TopLevel(call, 2, "down");
        var inputs = TaskInputs.Of($"deployment to '{environment}'", call[3], scope.RelativeTo);
        if (inputs[Environment] is not null) throw new SdkError(SdkRules.BadParameters, $"the deployment to '{environment}' has an input named environment, which every deployment has by itself", fix: "give the input another name");

        var reference = new Reference { Release = "", Type = DocumentTypes.Environment, Subpath = environment };
        inputs = inputs.With(Environment, new JsonObject((ReferenceFunctions.Ref, reference.ToString())));
        TaskParameters.Check(up, inputs.Properties.Keys);
        TaskParameters.Check(down, inputs.Properties.Keys, takesAll: false);
        return package.Declare(call.Thread, Deploy, JsonBridge.Dict((Environment, environment), ("up", Identity(up)), ("down", Identity(down)), (Inputs, JsonBridge.Dict(inputs))));
    }

    private static Value Phase(BuiltinCall call, PackageBuilder package)
    {
        CheckList(call[2], "tasks");
        CheckList(call[1], "work");
        var tasks = SdkFunction.Items("phase", "tasks", call[2]);
        if (tasks.Count == 0) tasks = SdkFunction.Items("phase", "work", call[1]);
        package.AddPhase(call.Thread, call.String(0), tasks);
        return JsonBridge.Dict(("phase", JsonBridge.Dict(("name", call[0]), ("tasks", new StarlarkList([.. tasks])))));
    }

    // A dict can be walked, too.
    private static void CheckList(in Value given, string parameter)
    {
        if (given.As<StarlarkDict>() is not { } dict) return;
        var (what, call) = dict.TryGet(Deploy, out _) ? ("deployment", Deploy) : (Task, Task);
        if (what == Task && !dict.TryGet(Task, out _)) return;
        throw new SdkError(SdkRules.BadArgument, $"phase: {parameter} is a {what}", "a list of what task(…) or deploy(…) returns", $"write {parameter} = [{call}(…)]");
    }

    private static Builtin Next(ConfigurationScope scope) => SdkFunction.Of(
        "next",
        [BuiltinParameter.Any("fn"), BuiltinParameter.Any(Annotation, ""), SdkFunction.OptionalDict(Inputs)],
        call =>
        {
            var function = TaskParameters.Function("next", call[0]);
            var inputs = TaskInputs.Of("next", call[2], scope.RelativeTo);
            TaskParameters.Check(function, inputs.Properties.Keys);
            return JsonBridge.Dict(("next", JsonBridge.Dict(("fn", Identity(function)), (Annotation, call[1]), (Inputs, JsonBridge.Dict(inputs)))));
        });

    // `output` is what the original's own documentation writes.
    private static Builtin Done() => SdkFunction.Of(
        "done",
        [
            BuiltinParameter.Any(Annotation, ""),
            BuiltinParameter.Any("outputs", default(Value)),
            SdkFunction.OptionalList("tags"),
            SdkFunction.OptionalList("watch"),
            BuiltinParameter.Any("output", default(Value)),
            SdkFunction.OptionalList("secret_outputs"),
        ],
        call =>
        {
            var outputs = !call[1].IsUnset ? call[1] : !call[4].IsUnset ? call[4] : new StarlarkDict();
            if (!outputs.IsNone && outputs.As<StarlarkDict>() is null) throw new SdkError(SdkRules.BadResult, $"done: outputs is {outputs}, {SdkError.WithArticle(outputs.TypeName)}", "a dict of outputs by name");
            foreach (var (key, value) in outputs.As<StarlarkDict>()?.Items ?? []) SdkFunction.Json($"the output {key}", value);
            var tags = SdkFunction.Texts("done", "tags", call[2]);
            foreach (var tag in tags) ReleaseTag.Check(tag);
            var result = JsonBridge.Dict((Annotation, call[0]), ("outputs", outputs), ("tags", List(tags)), ("watch", List(SdkFunction.Texts("done", "watch", call[3]))));
            if (!call[5].IsNone) result.Set("secret_outputs", List(SdkFunction.Texts("done", "secret_outputs", call[5])));
            return JsonBridge.Dict(("done", result));
        });

    private static Function TopLevel(BuiltinCall call, int index, string parameter)
    {
        if (call[index].IsNone) throw new SdkError(SdkRules.BadArgument, $"deploy: {parameter} is not given", "both up and down", $"write {parameter}=FUNCTION");
        var function = TaskParameters.Function($"deploy: {parameter}", call[index]);
        return function.Position.Column == 1 ? function : throw new SdkError(
            SdkRules.LostFunction, $"function '{function.Name}' must be defined at the top level of a file, it was defined at {function.File}:{function.Position}", "a def that is not indented");
    }

    // Documents are named after tasks.
    private static string NameOf(BuiltinCall call, string type, string name)
    {
        var reference = new Reference { Repository = "r", Path = "f", Release = "r1", Type = type, Subpath = name };
        return name.Length > 0 && Reference.Parse(reference.ToString()).TryGet(out var read, out _) && read == reference ? name : throw new SdkError(
            SdkRules.BadArgument, $"{call.Function.Name}: '{name}' is no name that a reference can hold", "a name without # and =, and without a part that is empty or begins with @ or +");
    }

    private static StarlarkDict Identity(Function function) => JsonBridge.Dict(FunctionIdentity.Of(function).ToJson());

    private static StarlarkList List(IEnumerable<string> texts) => new([.. texts.Select(t => (Value)t)]);
}
