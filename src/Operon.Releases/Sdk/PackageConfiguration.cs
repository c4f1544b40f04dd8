using System.Collections.Immutable;
using System.Runtime.Versioning;
using Operon.Host.Files;
using Operon.Host.Linux;
using Operon.Releases.Documents;
using Operon.Releases.Sdk.Evaluation;
using Operon.Releases.Sdk.Functions;
using Operon.Releases.Sdk.Loading;
using Operon.Starlark;
using Operon.Starlark.Execution;
using Operon.Starlark.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Sdk;

/// <summary>A package file that was evaluated (releases, sections 1.3, 2): its phases and tasks, or the environments that it registers.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageConfiguration
{
    private readonly Module module;
    private readonly PackageFunctions functions;
    private readonly IReadOnlyDictionary<string, Value> names;

    private PackageConfiguration(PackageContext context, Surroundings surroundings, ModuleLoader loader, Module module, PackageBuilder builder, IReadOnlyDictionary<string, Value> names)
    {
        Context = context;
        Surroundings = surroundings;
        Failures = loader.Failures;
        this.module = module;
        this.names = names;
        Files = [.. loader.Files];
        functions = new PackageFunctions(module, loader.Loaded);
        Phases = builder.Close(surroundings);
        Environments = builder.Environments;
    }

    /// <summary>What was read.</summary>
    public PackageContext Context { get; }

    /// <summary>The phases in order. Tasks that no phase lists have one of their own each.</summary>
    public ImmutableArray<PhaseDeclaration> Phases { get; }

    /// <summary>The environments that it registers, in order.</summary>
    public ImmutableArray<ReleaseEnvironment> Environments { get; }

    /// <summary>All tasks, in order.</summary>
    public IEnumerable<TaskDeclaration> Tasks => Phases.SelectMany(p => p.Tasks);

    /// <summary>The files that it loads, absolute.</summary>
    public ImmutableArray<string> Files { get; }

    internal Surroundings Surroundings { get; }

    internal FailureReport Failures { get; }

    /// <summary>Evaluates a package file.</summary>
    /// <param name="context">Which one.</param>
    /// <param name="surroundings">What it takes from outside.</param>
    /// <param name="print">Gets what it prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>
    /// What it says, or a rule of <see cref="SdkRules"/>; everything that is wrong with the package is told at once. Names of inputs are not
    /// checked: <see cref="CheckInputNames"/>.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Result<PackageConfiguration> Read(PackageContext context, Surroundings surroundings, Action<LogLine>? print, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(context.Root);
        var path = Path.GetFullPath(context.File, root);
        if (!TextOf(context, root, path).TryGet(out var text, out var unreadable)) return unreadable;

        var builder = new PackageBuilder();
        var directory = Path.GetDirectoryName(path) ?? root;
        var scope = new ConfigurationScope(surroundings, directory) { PackageDirectory = directory, RelativeTo = context.Package, Environments = context.Environments, Package = builder };
        var predeclared = SdkNames.Of(scope, hasAfter: false);
        var loader = new ModuleLoader(root, surroundings, predeclared, SdkNames.Of(scope, hasAfter: true));
        PackageConfiguration package;
        try
        {
            package = new PackageConfiguration(context, surroundings, loader, loader.Execute(path, text, print, cancellation), builder, predeclared);
        }
        catch (Exception error) when (FailureReport.Covers(error))
        {
            return surroundings.Secrets.Mask(loader.Failures.Of(error));
        }

        return new PackageValidation(package, builder, loader.Failures).Check() is { } wrong ? wrong : package;
    }

    /// <summary>The package part of the release document (releases, section 3.5).</summary>
    public JsonObject ToJson()
    {
        var entries = Tasks.SelectMany(t => t.Down is null ? [t.Function] : new[] { t.Function, t.Down }).Distinct();
        return new JsonObject(
            ("functions", new JsonObject(entries.Select(f => new KeyValuePair<string, JsonValue>(f.ToString(), new JsonObject(("function", f.ToJson())))))),
            ("phases", new JsonArray([.. Phases.Select(p => (JsonValue)p.ToJson())])));
    }

    /// <summary>Whether there is a function of this identity: one that is a global of the file, or of a file that it loads.</summary>
    public bool Has(FunctionIdentity function) => functions.TryGet(function, out _);

    /// <summary>Checks the names of inputs, as runs need them.</summary>
    /// <returns>All that is wrong; null when nothing is.</returns>
    public Diagnostic? CheckInputNames()
    {
        var wrong = Tasks.SelectMany(t => t.Inputs.Properties.Keys.Where(i => !InputName.IsValid(i)).Select(i => new Diagnostic(SdkRules.BadParameters, $"'{i}' is no name of an input, in {t.Type} '{t.Name}'") { Expected = InputName.Expected }));
        return PackageValidation.Together(Context.File, [.. wrong]);
    }

    /// <summary>Begins a run: its functions see the globals as they were when the file had been read, and each other's changes.</summary>
    public PackageRun Begin() => new(this, module.Fork(), functions);

    /// <summary>Evaluates an expression that may use the names of the SDK and the globals of the file.</summary>
    /// <param name="expression">What it says.</param>
    /// <param name="print">Gets what it prints.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its value, or a rule of <see cref="SdkRules"/>.</returns>
    public Result<Value> Evaluate(string expression, Action<LogLine>? print, CancellationToken cancellation)
    {
        const string Name = "<stdin>";
        try
        {
            return Evaluator.Evaluate(RunningCode.Thread(Surroundings, Name, print, cancellation), Name, expression, AllNames(), ModuleLoader.Dialect);
        }
        catch (Exception error) when (FailureReport.Covers(error))
        {
            return Surroundings.Secrets.Mask(Failures.With(new SourceText(Name, expression)).Of(error));
        }
    }

    /// <summary>Evaluates an expression and gives its value as JSON.</summary>
    /// <returns>Its value, or a rule of <see cref="SdkRules"/>.</returns>
    public Result<JsonValue> EvaluateToJson(string expression, Action<LogLine>? print, CancellationToken cancellation)
    {
        if (!Evaluate(expression, print, cancellation).TryGet(out var value, out var failure)) return failure;
        try
        {
            return SdkFunction.Json("the value", value);
        }
        catch (SdkError error)
        {
            return Failures.Of(error);
        }
    }

    /// <summary>Begins to take statements, one by one, with the names of the SDK and the globals of the file.</summary>
    /// <param name="print">Gets what they print.</param>
    public PackagePrompt Prompt(Action<LogLine> print) => new(this, AllNames(), print);

    private Dictionary<string, Value> AllNames()
    {
        var all = new Dictionary<string, Value>(names, StringComparer.Ordinal);
        foreach (var name in module.Names)
        {
            if (module.TryGet(name, out var value)) all[name] = value;
        }

        return all;
    }

    private static Result<string> TextOf(PackageContext context, string root, string path)
    {
        if (context.Text is { } given) return given;
        using var entry = RootedEntry.Open(root, path);
        if (entry.Path is null) return MissingPackage.Nowhere(root, context.File, path);
        if (entry.IsOutside || entry.Kind != FileKind.File) return entry.IsOutside ? MissingPackage.Outside(context.File) : MissingPackage.Folder(context.File, path);
        try
        {
            return Evaluator.Decode(File.ReadAllBytes(entry.Access!));
        }
        catch (Exception error) when (FileFailure.Covers(error))
        {
            return new Diagnostic(SdkRules.FileMissing, $"cannot read {context.File}: {FileFailure.Reason(error)}");
        }
    }
}
