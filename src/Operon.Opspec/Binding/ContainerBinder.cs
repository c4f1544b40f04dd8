using System.Collections.Immutable;
using Operon.Opspec.Coercion;
using Operon.Opspec.Declarations;
using Operon.Opspec.Expressions;
using Operon.Opspec.Scopes;
using Operon.Opspec.Values;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.References;

namespace Operon.Opspec.Binding;

/// <summary>Evaluates a container call in the order of the specification (section 1.7); the first problem ends it.</summary>
public static class ContainerBinder
{
    // Longer ones are shown by their beginning.
    private const int LongestToldReference = 300;

    /// <summary>The container with every expression evaluated.</summary>
    public static Result<BoundContainer> Bind(ContainerCallDeclaration call, Evaluation evaluation)
    {
        ImmutableArray<StringValue>? command = null;
        if (call.Cmd is not null)
        {
            if (!Command(call.Cmd, evaluation).TryGet(out var words, out var cmdError)) return cmdError;
            if (!words.IsEmpty) command = words;
        }

        var mounts = new MountBinder(evaluation);
        foreach (var dir in call.Dirs)
        {
            if (mounts.Directory(dir) is { } dirError) return dirError;
        }

        if (!Environment(call.EnvVars, evaluation).TryGet(out var environment, out var error)) return error;
        foreach (var file in call.Files)
        {
            if (mounts.File(file) is { } fileError) return fileError;
        }

        if (!Image(call.Image, evaluation).TryGet(out var image, out error)) return error;
        if (!OptionalText(call.ContainerName, evaluation, "the name of the container").TryGet(out var name, out error)) return error;
        if (!OptionalText(call.WorkDir, evaluation, "workDir").TryGet(out var workDir, out error)) return error;
        foreach (var socket in call.Sockets)
        {
            if (mounts.Socket(socket) is { } socketError) return socketError;
        }

        return new BoundContainer
        {
            Command = command,
            Mounts = mounts.Mounts,
            Environment = environment,
            Image = image,
            Name = name,
            WorkDir = workDir,
            Outputs = mounts.Outputs,
        };
    }

    private static Result<ImmutableArray<StringValue>> Command(Expression cmd, Evaluation evaluation)
    {
        if (!cmd.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        if (!ArrayCoercion.Coerce(value, evaluation).TryGet(out var array, out error))
        {
            return new Diagnostic(BindingRules.BadContainer, "cmd is not an array", error.Span ?? cmd.Span) { Expected = "an array of words, such as [echo, hello]", Cause = error };
        }

        var words = ImmutableArray.CreateBuilder<StringValue>(array.Items.Length);
        for (var i = 0; i < array.Items.Length; i++)
        {
            var span = cmd is ArrayExpression literal ? literal.Items[i].Span : cmd.Span;
            if (!DataExpression.Evaluate(array.IsLiteral ? array.Items[i] : array.Items[i].Marked(array.Secrets), array.IsLiteral, span, evaluation).TryGet(out var item, out error)
                || !StringCoercion.Coerce(item, evaluation).TryGet(out var word, out error))
            {
                return new Diagnostic(BindingRules.BadContainer, $"item {i} of cmd cannot be a string", error.Span ?? span) { Cause = error };
            }

            if (word.Text.Span.Contains((byte)0)) return new Diagnostic(BindingRules.ZeroByte, $"item {i} of cmd holds a zero byte", span) { Fix = "pass such content as a file" };
            // Items of a literal tell themselves what they are made of.
            words.Add(cmd is ArrayExpression ? word : (StringValue)word.Marked(array.Secrets));
        }

        return words.ToImmutable();
    }

    private static Result<ImmutableArray<BoundVariable>> Environment(Expression? envVars, Evaluation evaluation)
    {
        if (envVars is null) return ImmutableArray<BoundVariable>.Empty;
        if (!envVars.Evaluate(evaluation).TryGet(out var value, out var error) || !ObjectCoercion.Coerce(value, evaluation).TryGet(out var variables, out error))
        {
            return new Diagnostic(BindingRules.BadContainer, "envVars cannot be evaluated", error.Span ?? envVars.Span) { Expected = "an object of names and values", Cause = error };
        }

        var environment = ImmutableArray.CreateBuilder<BoundVariable>(variables.Properties.Count);
        foreach (var (key, property) in variables.Properties)
        {
            var name = new StringValue(key, envVars is ObjectExpression written && written.IsWritten(key) ? default : variables.Secrets);
            if (!StringCoercion.Coerce(property, evaluation).TryGet(out var text, out error))
            {
                return new Diagnostic(BindingRules.BadContainer, $"environment variable '{name}' cannot be {ValueText.WithArticle(property.Kind)}", envVars.Span) { Cause = error };
            }

            if (key.IsEmpty || key.Span.Contains((byte)'=') || key.Span.Contains((byte)0))
            {
                return new Diagnostic(BindingRules.BadContainer, $"'{name}' cannot be the name of an environment variable", envVars.Span) { Expected = "a name without '='" };
            }

            if (text.Text.Span.Contains((byte)0)) return new Diagnostic(BindingRules.ZeroByte, $"environment variable '{name}' holds a zero byte", envVars.Span) { Fix = "pass such content as a file" };
            environment.Add(new BoundVariable(name, envVars is ObjectExpression ? text : (StringValue)text.Marked(variables.Secrets)));
        }

        return environment.ToImmutable();
    }

    private static Result<BoundImage> Image(ImageDeclaration image, Evaluation evaluation)
    {
        if (!image.Ref.Evaluate(evaluation).TryGet(out var value, out var error)) return error;
        var isLayout = value is DirValue;
        StringValue? reference = null;
        if (!isLayout)
        {
            if (!StringCoercion.Coerce(value, evaluation).TryGet(out reference, out error)) return error.At(image.Ref.Span);
            if (CheckReference(reference.Text.ToString()) is { } invalid) return (reference.IsSecret ? Invalid("a secret text is no image reference", null) : invalid).At(image.Ref.Span);
        }

        if (!OptionalText(image.Architecture, evaluation, "platform.arch").TryGet(out var architecture, out error)) return error;
        if (!OptionalText(image.PullCreds?.Username, evaluation, "pullCreds.username").TryGet(out var username, out error)) return error;
        if (!OptionalText(image.PullCreds?.Password, evaluation, "pullCreds.password").TryGet(out var password, out error)) return error;
        return new BoundImage(value as DirValue, reference, architecture, username, password);
    }

    // Capitals in the repository are allowed and lower-cased when the image is looked up (specification, section 12).
    private static Diagnostic? CheckReference(string reference)
    {
        if (reference.Length == 0) return Invalid("the image reference is empty", null);
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var end = at < 0 ? reference.Length : at;
        var tag = reference[..end].IndexOf(':', reference[..end].LastIndexOf('/') + 1);
        if (tag >= 0) end = tag;
        var name = reference[..end].ToLowerInvariant();
        if (DockerReference.Parse(name + reference[end..]).TryGet(out _, out var error)) return null;

        // With a name that is right, it is the tag or the digest that is not, and which is told.
        return DockerReference.Parse(name).IsOk && reference.Length <= LongestToldReference
            ? Invalid(error.Message, error.Fix) with { Expected = error.Expected }
            : Invalid($"'{ValueText.Excerpt(reference)}' is no image reference", reference[0] is '/' or '.' ? "for an image in a directory of the op write $(./name)" : error.Fix);
    }

    private static Diagnostic Invalid(string message, string? fix) =>
        new(BindingRules.BadContainer, message) { Expected = "a reference such as alpine or ghcr.io/owner/name:tag, or a directory that holds an OCI image", Fix = fix };

    private static Result<StringValue?> OptionalText(Expression? expression, Evaluation evaluation, string what)
    {
        if (expression is null) return (StringValue?)null;
        if (expression.Evaluate(evaluation).TryGet(out var value, out var error) && StringCoercion.Coerce(value, evaluation).TryGet(out var text, out error))
        {
            return text;
        }

        return new Diagnostic(BindingRules.BadContainer, $"{what} cannot be evaluated", error.Span ?? expression.Span) { Cause = error };
    }
}
