using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>Calls, predicates and loops (specification, sections 1.2 and 1.8 to 1.12), in both dialects.</summary>
internal static class CallShapes
{
    private static readonly ValueShape Text = new(Kinds.String);
    private static readonly ValueShape ExpressionOrNull = new(Kinds.Any);
    private static readonly ListShape Operands = new(new ValueShape(Kinds.Expression));
    private static readonly ValueShape Existing = new(Kinds.String) { Text = Patterns.AnyReference };

    private static readonly Definition Predicates = new("predicates", Kinds.Array)
    {
        Body = new ListShape(new ObjectShape(
            "a predicate",
            new Property("eq", Operands, "True when all are equal."),
            new Property("ne", Operands, "True when one or more differ from the first."),
            new Property("gt", Operands, "True when the first is greater than every other."),
            new Property("gte", Operands, "True when the first is greater than or equal to every other."),
            new Property("lt", Operands, "True when the first is less than every other."),
            new Property("lte", Operands, "True when the first is less than or equal to every other."),
            new Property("exists", Existing, "True when what is referred to exists."),
            new Property("notExists", Existing, "True when what is referred to does not exist."))
        {
            Choice = new("operator", "operators", "eq", "ne", "gt", "gte", "lt", "lte", "exists", "notExists"),
            ToleratesOthers = true,
        }),
    };

    private static readonly ValueShape Range = new(Kinds.Array | Kinds.Object | Kinds.String);
    private static readonly ValueShape LoopVariable = new(Kinds.String) { Text = Patterns.LoopVariable };

    private static readonly Definition LoopVars = new("loopVars", Kinds.Object)
    {
        Body = new ObjectShape(
            "loop variables",
            new Property("index", LoopVariable, "The variable that holds the number of the iteration, from 0."),
            new Property("key", LoopVariable, "The variable that holds the property name; over an array the index."),
            new Property("value", LoopVariable, "The variable that holds the item.")),
    };

    private static readonly ObjectShape OpCall = new(
        "an op call",
        new Property("ref", Text, "The op: a path, `host/path#tag`, or a reference to a directory."),
        new Property("inputs", new MapShape(ExpressionOrNull), "What is passed, by input of the op. Nothing as value stands for the variable of that name."),
        new Property("outputs", new MapShape(new ValueShape(Kinds.String | Kinds.Null) { Text = Patterns.Binding }), "What is taken back: by output of the op, the variable that gets it. Nothing as value stands for the variable of that name."),
        new Property("pullCreds", ContainerShapes.PullCreds, "What to log in with where the op is pulled."),
        new Property(
            "pkg",
            new ObjectShape(
                "a package",
                new Property("ref", Text, "The op.") { IsRequired = true },
                new Property("pullCreds", ContainerShapes.PullCreds, "What to log in with where the op is pulled.")),
            "The older form of `ref` and `pullCreds`.")
        {
            Instead = "write ref and pullCreds without pkg",
        })
    {
        Choice = new("ref", "refs", "ref", "pkg"),
        TextStandsFor = "ref",
    };

    /// <summary>A call of any kind.</summary>
    public static readonly Definition Call = MakeCall();

    private static Definition MakeCall()
    {
        var call = new Definition("call", Kinds.Object);
        var calls = new ListShape(call);
        var run = new Property("run", call, "What is done with each item.") { IsRequired = true };
        var vars = new Property("vars", LoopVars, "The variables that each iteration has.");
        var range = new Property("range", Range, "What it goes over: an array or object, or a reference to one.");
        call.Body = new ObjectShape(
            "a call",
            new Property("container", ContainerShapes.Container, "Runs a container."),
            new Property("op", OpCall, "Runs an op."),
            new Property("parallel", calls, "Calls that run all at once."),
            new Property(
                "parallelLoop",
                new ObjectShape("a parallelLoop", range with { IsRequired = true }, run, vars)
                {
                    Gone = [("until", "use serialLoop for a loop that ends by a condition")],
                },
                "Runs a call for each item, all at once."),
            new Property("serial", calls, "Calls that run one after the other."),
            new Property(
                "serialLoop",
                new ObjectShape("a serialLoop", range, new Property("until", Predicates, "What ends the loop: looked at before each iteration, all must be true."), run, vars)
                {
                    Choice = new("range or until", "", "range", "until") { AllowsSeveral = true },
                },
                "Runs a call again and again, one after the other."),
            new Property("description", Text, "What it is for."),
            new Property("if", Predicates, "What must be true for the call to take place."),
            new Property("name", Text, "Its name, shown to people and used by `needs`."),
            new Property("needs", new ListShape(new ValueShape(Kinds.String) { Text = Patterns.CallName }), "The names of calls of the same `parallel` that are stopped once nothing needs them any more."))
        {
            Choice = new("kind of call", "kinds of call", "container", "op", "parallel", "parallelLoop", "serial", "serialLoop"),
        };
        return call;
    }
}
