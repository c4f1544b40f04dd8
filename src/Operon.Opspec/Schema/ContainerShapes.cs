using Operon.Opspec.Declarations;
using Operon.Opspec.Schema.Shapes;

namespace Operon.Opspec.Schema;

/// <summary>Container calls (specification, sections 1.2 and 1.7) with our own keys.</summary>
internal static class ContainerShapes
{
    private static readonly ValueShape Expression = new(Kinds.Expression);
    private static readonly ValueShape ExpressionOrNull = new(Kinds.Any);
    private static readonly ValueShape Text = new(Kinds.String);

    private static readonly Advice Relative = new(
        SchemaRules.ContainerPath, path => path.Length > 0 && path[0] != '/', "is not an absolute path, so the container cannot start", "start it with /");

    private static readonly Advice Root = new(
        SchemaRules.ContainerPath, path => path.Length > 0 && path.AsSpan().Trim('/').IsEmpty, "is the container's root, where nothing can be mounted", "name a path below it");

    private static readonly Advice BareDirectory = new(
        SchemaRules.BareReference, text => !text.Contains("$(", StringComparison.Ordinal), "is a text, which cannot become a directory", "write $(name) for a variable or $(./path) for a directory of the op");

    private static readonly Advice UnreadablePort = new(
        SchemaRules.UnreadablePort, text => !PortRange.TryParse(text, out _), "is no port, so the container cannot start", "write a port such as 80, 80-90 or 53/udp");

    /// <summary>Credentials of a pull.</summary>
    public static readonly Definition PullCreds = new("pullCreds", Kinds.Object)
    {
        Body = new ObjectShape(
            "pull credentials",
            new Property("username", Expression, "The name to log in with.") { IsRequired = true },
            new Property("password", Expression, "The password or token to log in with.") { IsRequired = true }),
    };

    private static readonly ObjectShape Image = new(
        "an image",
        new Property("ref", Expression, "The image, such as `alpine:3.20`, or a reference to a directory that holds an OCI image layout.") { IsRequired = true },
        new Property(
            "platform",
            new ObjectShape("a platform", new Property("arch", ExpressionOrNull, "The architecture to pull, such as `arm64`.") { IsRequired = true })
            {
                ToleratesOthers = true,
            },
            "For which platform the image is pulled."),
        new Property("pullCreds", PullCreds, "What to log in with at the registry."))
    {
        Gone = [("src", "write ref")],
        TextStandsFor = "ref",
    };

    private static readonly ObjectShape Limits = new(
        "limits",
        new Property("memory", new ValueShape(Kinds.Number | Kinds.String) { Text = Patterns.Memory, IsWhole = true, Minimum = 1 }, "The most memory, in bytes or as `512m`, `2g` (powers of 1024)."),
        new Property("cpus", new ValueShape(Kinds.Number) { Minimum = 0.001 }, "The most processors; `0.5` is half of one."),
        new Property("pids", new ValueShape(Kinds.Number) { IsWhole = true, Minimum = 1 }, "The most processes and threads."));

    /// <summary>A container.</summary>
    public static readonly Definition Container = new("container", Kinds.Object)
    {
        Body = new ObjectShape(
            "a container",
            new Property("cmd", new ValueShape(Kinds.Array | Kinds.String), "What is run instead of the image's entrypoint and command: an array, or a reference to one."),
            new Property("dirs", Mounts(BareDirectory), "Directories by their path in the container: a reference, an object to be made, or nothing for the same path of the op. A variable that is referred to holds the directory afterwards."),
            new Property("envVars", new EitherShape(new MapShape(ExpressionOrNull) { Key = Patterns.VariableName }, new ValueShape(Kinds.String) { Text = Patterns.Reference }), "Environment variables: an object, or a reference to one. Nothing as value stands for the variable of that name."),
            new Property("files", Mounts(null), "Files by their path in the container: a reference, a content, or nothing for the same path of the op. A variable that is referred to holds the file afterwards."),
            new Property("image", Image, "What the container is made of.") { IsRequired = true },
            new Property("limits", Limits, "What the container may use. An extension that opctl does not know."),
            new Property("name", Expression, "The name by which other containers reach it."),
            new Property("ports", new MapShape(new ValueShape(Kinds.String | Kinds.Number) { Advice = UnreadablePort }) { Key = Patterns.ContainerPort, KeyAdvice = [UnreadablePort] }, "Ports of the container, each with the port of the machine it is published at.")
            {
                Instead = "give the container a name and connect to that",
            },
            new Property("privileged", new ValueShape(Kinds.Boolean), "Whether it has every capability and device of the machine. An extension that opctl does not know."),
            new Property("sockets", new MapShape(Text) { Key = Patterns.ContainerPath }, "Sockets by their path in the container: a reference to a socket."),
            new Property("workDir", Text, "Where its process starts; made where it does not exist."))
        {
            Gone =
            [
                ("stdOut", "have the command write a file and bind that under files"),
                ("stdErr", "have the command write a file and bind that under files"),
            ],
        },
    };

    private static MapShape Mounts(Advice? value) =>
        new(new ValueShape(Kinds.Any) { Advice = value }) { Key = Patterns.ContainerPath, KeyAdvice = [Relative, Root] };
}
