using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Binding;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.Scopes;
using Operon.Opspec.Syntax;
using Operon.Opspec.Values;
using Operon.Text;

namespace Operon.Engine.Planning;

/// <summary>Plans a container part by part, so that one that is not known yet does not hide the others.</summary>
internal sealed class ContainerPlanner(PlanFiles files, PlanTexts texts)
{
    /// <summary>What it would be given, and the variables that it would bind.</summary>
    public (PlannedContainer Container, ImmutableDictionary<string, Value> Outputs) Plan(ContainerCallDeclaration call, Scope scope)
    {
        var outputs = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);
        var mounts = ImmutableArray.CreateBuilder<PlannedMount>();
        var writable = new List<(Location Location, string Name, EntryKind Kind)>();
        foreach (var dir in call.Dirs) Mount(Only(call, dirs: [dir]), dir, BoundMountKind.Directory);
        foreach (var file in call.Files) Mount(Only(call, files: [file]), file, BoundMountKind.File);
        foreach (var socket in call.Sockets) Socket(socket);
        var container = new PlannedContainer(Image(call.Image.Ref, scope))
        {
            Architecture = texts.Text(call.Image.Architecture, scope),
            Command = call.Cmd is null ? null : Command(call.Cmd, scope),
            Environment = call.EnvVars is null ? [] : Environment(call.EnvVars, scope),
            Mounts = mounts.DrainToImmutable(),
            Name = texts.Text(call.ContainerName, scope),
            WorkDir = texts.Text(call.WorkDir, scope),
            Ports = [.. call.Ports.Select(p => new KeyValuePair<string, string>(p.Container, p.Host))],
        };

        // Only now: what the call itself reads, it reads before the container writes.
        foreach (var (location, name, kind) in writable) files.MayChange(location, name, kind);
        return (container, outputs.ToImmutable());

        void Mount(ContainerCallDeclaration only, MountDeclaration mount, BoundMountKind kind)
        {
            var reference = mount.Text is null ? mount.Value is null ? $"$({mount.Path})" : "(created)" : mount.Text.StartsWith("$(", StringComparison.Ordinal) ? mount.Text : $"$({mount.Text})";
            var looked = files.Look(scope, e => ContainerBinder.Bind(only, e));
            if (!looked.Result.TryGet(out var bound, out _))
            {
                mounts.Add(new PlannedMount(mount.Path, kind, PlanTexts.AsWritten(mount.Text ?? reference, looked.Unknown)));
                if (PlainName(mount.Text) is { } name) outputs[name] = files.Unknown(name, kind == BoundMountKind.Directory ? ValueKind.Dir : ValueKind.File);
                return;
            }

            foreach (var (name, value) in bound.Outputs) outputs[name] = value;
            var location = bound.Mounts[0].Location;
            var secrets = bound.Outputs.Values.Aggregate(default(SecretNames), (all, o) => all.With(o.Secrets));
            var source = texts.Place(location, scope);
            if (source.Text.Length == 0) source = source with { Text = mount.Text is { } written && written.StartsWith("$(", StringComparison.Ordinal) ? written : "" };
            mounts.Add(new PlannedMount(mount.Path, kind, source with { Unknown = [.. source.Unknown.Union(looked.Unknown)], Secrets = secrets.Names }));
            writable.Add((location, reference, kind == BoundMountKind.Directory ? EntryKind.Directory : EntryKind.File));
        }

        void Socket(SocketDeclaration socket)
        {
            if (!files.Look(scope, e => ContainerBinder.Bind(Only(call, sockets: [socket]), e)).Result.TryGet(out var bound, out _)) return;
            foreach (var (name, value) in bound.Outputs) outputs[name] = value;
            foreach (var mount in bound.Mounts) mounts.Add(new PlannedMount(mount.Path, mount.Kind, texts.Place(mount.Location, scope)));
        }
    }

    private static string? PlainName(string? text) =>
        text is not null && text.StartsWith("$(", StringComparison.Ordinal) && text.EndsWith(')') && text.AsSpan(2, text.Length - 3).IndexOfAny("./[$)") < 0 ? text[2..^1] : null;

    private PlannedText Image(Expression reference, Scope scope)
    {
        var looked = files.Look(scope, reference.Evaluate);
        if (looked.Result.TryGet(out var value, out _) && value is DirValue layout) return texts.Show(layout, scope);
        return texts.Text(reference, scope)!;
    }

    private ImmutableArray<PlannedText> Command(Expression cmd, Scope scope)
    {
        if (cmd is ArrayExpression literal) return [.. literal.Items.Select(i => texts.Text(i, scope)!)];
        var looked = files.Look(scope, e => cmd.Evaluate(e).TryGet(out var value, out var error) ? ArrayCoercion.Coerce(value, e) : error);
        if (!looked.Result.TryGet(out var array, out _)) return [texts.Text(cmd, scope)!];
        return [.. array.Items.Select(item => texts.Text(cmd.Span.Text.ToString(), cmd, scope, e => Again(item.Marked(array.Secrets), array.IsLiteral, cmd, e)))];
    }

    private ImmutableArray<KeyValuePair<string, PlannedText>> Environment(Expression envVars, Scope scope)
    {
        if (envVars is ObjectExpression literal)
        {
            return [.. literal.Entries.Select(v => new KeyValuePair<string, PlannedText>(v.Key, texts.Text(v.Value, scope)!)).OrderBy(v => v.Key, StringComparer.Ordinal)];
        }

        var looked = files.Look(scope, e => envVars.Evaluate(e).TryGet(out var value, out var error) ? ObjectCoercion.Coerce(value, e) : error);
        if (!looked.Result.TryGet(out var variables, out _)) return [new("*", texts.Text(envVars, scope)!)];

        // The names of a secret object are secret too.
        if (variables.IsSecret) return [new("*", texts.Show(variables, scope))];
        return [.. variables.Properties.Select(v => new KeyValuePair<string, PlannedText>(v.Key.ToString(), texts.Text("", envVars, scope, e => StringCoercion.Coerce(v.Value.Marked(variables.Secrets), e))))];
    }

    private static Result<StringValue> Again(Value item, bool isFinal, Expression cmd, Evaluation evaluation) =>
        DataExpression.Evaluate(item, isFinal, cmd.Span, evaluation).TryGet(out var value, out var error) ? StringCoercion.Coerce(value, evaluation) : error;

    // The binder itself, asked for one part.
    private static ContainerCallDeclaration Only(ContainerCallDeclaration call, ImmutableArray<MountDeclaration>? dirs = null, ImmutableArray<MountDeclaration>? files = null, ImmutableArray<SocketDeclaration>? sockets = null) => new()
    {
        Span = call.Span,
        Image = new ImageDeclaration(Expression.From(ScalarNode.String(call.Span, "part")), null, null),
        Dirs = dirs ?? [],
        Files = files ?? [],
        Sockets = sockets ?? [],
    };
}
