namespace Operon.Starlark.Tests.Hostile;

/// <summary>Programs that are almost right: those that the tests have anyway, with parts of their lines changed, moved and mixed.</summary>
internal sealed class Mutation
{
    private static readonly string[] Pieces =
    [
        "(", ")", "[", "]", "{", "}", ",", ":", "=", "==", "+=", "*", "**", "-", " if ", " else ", " for x in ", " in ", " not ", "lambda: ", "None", "0", "-1", "1 << 600", "1.5", "''", "\"é\"", "b'x'",
        ".", "[]", "{}", "()", "[1:2]", "[::-1]", ".append(", "\n", "\n    ", "#", "\\", "\t", "range(3)", "len", "str", "x", "*x", "**x",
    ];

    private readonly string[] programs;
    private readonly Random random;

    public Mutation(int seed)
    {
        random = new Random(seed);
        programs = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Programs"), "*.star", SearchOption.AllDirectories).Order().SelectMany(file => File.ReadAllText(file).Split("\n---\n"))];
    }

    public string Next()
    {
        var text = programs[random.Next(programs.Length)];
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(text.Length + 1);
            var length = Math.Min(random.Next(8), text.Length - at);
            text = random.Next(5) switch
            {
                0 => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
                1 => text.Remove(at, length),
                2 => text.Remove(at, length).Insert(at, Pieces[random.Next(Pieces.Length)]),
                3 => text.Insert(random.Next(text.Length + 1), text.Substring(at, length)),
                _ => text.Insert(at, Line(programs[random.Next(programs.Length)])),
            };
        }

        return text;
    }

    private string Line(string program)
    {
        var lines = program.Split('\n');
        return lines[random.Next(lines.Length)];
    }
}
