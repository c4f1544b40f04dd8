using System.Collections.Immutable;
using Operon.Content.Locations;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Files;
using Operon.Opspec.References;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;

namespace Operon.Opspec.Binding;

/// <summary>
/// Evaluates the directories, files and sockets of a container call (specification, section 1.7, items 3 and 7), and keeps which
/// variables they bind.
/// </summary>
internal sealed class MountBinder(Evaluation evaluation)
{
    private readonly ImmutableArray<BoundMount>.Builder mounts = ImmutableArray.CreateBuilder<BoundMount>();
    private readonly ImmutableDictionary<string, Value>.Builder outputs = ImmutableDictionary.CreateBuilder<string, Value>(StringComparer.Ordinal);

    public ImmutableArray<BoundMount> Mounts => mounts.ToImmutable();

    public ImmutableDictionary<string, Value> Outputs => outputs.ToImmutable();

    public Diagnostic? Directory(MountDeclaration mount)
    {
        if (CheckPath(mount.Path, mount.PathSpan) is { } badPath) return badPath;
        if (mount.Value is null) return OfOp(mount, BoundMountKind.Directory);
        if (!Evaluate(mount.Value, MissingEntry.CreateDirectory).TryGet(out var value, out var error)
            || !DirCoercion.Coerce(value, evaluation).TryGet(out var dir, out error))
        {
            return Failed(mount, "directory", error);
        }

        return Add(mount, dir.Location, BoundMountKind.Directory, dir);
    }

    public Diagnostic? File(MountDeclaration mount)
    {
        if (CheckPath(mount.Path, mount.PathSpan) is { } badPath) return badPath;
        if (mount.Value is null) return OfOp(mount, BoundMountKind.File);
        if (!Evaluate(mount.Value, MissingEntry.CreateFile).TryGet(out var value, out var error)
            || !FileCoercion.Coerce(value, evaluation).TryGet(out var file, out error))
        {
            return Failed(mount, "file", error);
        }

        return Add(mount, file.Location, BoundMountKind.File, file);
    }

    public Diagnostic? Socket(SocketDeclaration socket)
    {
        if (evaluation.Scope.Find(socket.Variable) is not { } value) return Placeholder(socket);
        if (!SocketCoercion.Coerce(value).TryGet(out var coerced, out var error))
        {
            return new Diagnostic(BindingRules.BadContainer, $"'{socket.Variable}' at sockets {socket.Path} is no socket", socket.VariableSpan) { Cause = error };
        }

        var address = ((SocketValue)coerced).Address;
        if (!address.StartsWith('/')) return null;
        if (CheckPath(socket.Path, socket.PathSpan) is { } badPath) return badPath;
        mounts.Add(new BoundMount(socket.Path, new LocalLocation(address), BoundMountKind.Socket, socket.PathSpan) { Secrets = coerced.Secrets });
        return null;
    }

    private Result<Value> Evaluate(Expression expression, MissingEntry missing) =>
        expression is TextExpression text ? text.EvaluateReference(evaluation, missing) : expression.Evaluate(evaluation);

    // The same path below the op directory, made there if it is missing.
    private Diagnostic? OfOp(MountDeclaration mount, BoundMountKind kind)
    {
        var location = evaluation.Scope.OpDirectory.Append(mount.Path);
        if (evaluation.Files.Leaving(location) is { } leaving) return leaving.At(mount.PathSpan);
        var found = evaluation.Files.Find(location);
        if (found == EntryKind.None)
        {
            var made = kind == BoundMountKind.Directory ? evaluation.Files.CreateDirectoryAt(location) : evaluation.Files.CreateFileAt(location, ByteString.Empty, secret: false);
            if (!made.TryGet(out _, out var error)) return error.At(mount.PathSpan);
        }
        else if ((found == EntryKind.Directory) != (kind == BoundMountKind.Directory))
        {
            return new Diagnostic(BindingRules.WrongEntry, $"{location} is not a {(kind == BoundMountKind.Directory ? "directory" : "file")}", mount.PathSpan);
        }

        mounts.Add(new BoundMount(mount.Path, location, kind, mount.PathSpan));
        return null;
    }

    private Diagnostic? Add(MountDeclaration mount, Location location, BoundMountKind kind, Value bound)
    {
        if (evaluation.Files.Leaving(location) is { } leaving) return Failed(mount, kind == BoundMountKind.Directory ? "directory" : "file", leaving);
        mounts.Add(new BoundMount(mount.Path, location, kind, mount.PathSpan) { Secrets = bound.Secrets });
        if (mount.Text is { } text && VariableOf(text) is { } variable) outputs[variable] = bound;
        return null;
    }

    // A name with accessors could not be referred to afterwards, unless an input has just that name.
    private string? VariableOf(string text)
    {
        var name = text.StartsWith("$(", StringComparison.Ordinal) && text.EndsWith(')') ? text[2..^1] : text;
        return name.AsSpan().IndexOfAny("./[$)") < 0 || evaluation.Scope.Find(name) is not null ? name : null;
    }

    private Diagnostic? Placeholder(SocketDeclaration socket)
    {
        if (!socket.Path.StartsWith('/')) return null;
        if (CheckPath(socket.Path, socket.PathSpan) is { } badPath) return badPath;
        if (!evaluation.Files.CreateFile(ByteString.Empty, secret: false).TryGet(out var location, out var error)) return error;
        mounts.Add(new BoundMount(socket.Path, location, BoundMountKind.Socket, socket.PathSpan));
        outputs[socket.Variable] = new SocketValue(location.ToString());
        return null;
    }

    private static Diagnostic Failed(MountDeclaration mount, string noun, Diagnostic error) =>
        new(BindingRules.BadContainer, $"{noun} {mount.Path} cannot be bound to {ValueText.Excerpt(mount.Text ?? "its value")}", error.Span ?? mount.Value!.Span) { Cause = error };

    private static Diagnostic? CheckPath(string path, SourceSpan span)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return new Diagnostic(BindingRules.ZeroByte, $"'{path}' holds a zero byte", span);
        if (!path.StartsWith('/')) return new Diagnostic(BindingRules.BadContainerPath, $"'{path}' is not an absolute path of the container", span) { Fix = $"write /{path}" };
        var isRoot = path.Split('/').All(name => name is "" or "." or "..");
        return isRoot ? new Diagnostic(BindingRules.BadContainerPath, $"nothing can be mounted at '{path}', the root of the container", span) { Fix = "mount it at a directory such as /work" } : null;
    }
}
