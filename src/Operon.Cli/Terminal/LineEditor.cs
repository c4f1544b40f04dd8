using System.Text;

namespace Operon.Cli.Terminal;

/// <summary>Reads lines at a prompt: they can be edited, earlier ones come back with the arrow keys, and Tab completes names.</summary>
internal sealed class LineEditor
{
    private const string Indentation = "    ";

    private readonly StringBuilder line = new();
    private LinePrompt prompt = null!;
    private int cursor;
    private int recalled;

    // What was typed before an earlier line was recalled.
    private string typed = "";

    // The lengths of the characters beside the cursor: two units, if they are beyond the first 65,536.
    private int Before => Math.Min(cursor, cursor > 1 && char.IsSurrogatePair(line[cursor - 2], line[cursor - 1]) ? 2 : 1);

    private int Behind => Math.Min(line.Length - cursor, cursor + 1 < line.Length && char.IsSurrogatePair(line[cursor], line[cursor + 1]) ? 2 : 1);

    /// <summary>Reads a line.</summary>
    public TypedLine Read(LinePrompt asked)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected) return new TypedLine(Console.In.ReadLine());
        prompt = asked;
        line.Clear();
        cursor = 0;
        recalled = prompt.History.Lines.Count;

        // Otherwise Ctrl-C would end the program.
        Console.TreatControlCAsInput = true;
        try
        {
            return Read();
        }
        finally
        {
            Console.TreatControlCAsInput = false;
        }
    }

    private TypedLine Read()
    {
        Show();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    Console.Write('\n');
                    prompt.History.Add(line.ToString());
                    return new TypedLine(line.ToString());
                case { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control }:
                    Console.Write("^C\n");
                    return new TypedLine(Text: null, IsGivenUp: true);
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when line.Length == 0:
                    Console.Write('\n');
                    return new TypedLine(Text: null);
                default:
                    Edit(key);
                    Show();
                    break;
            }
        }
    }

    private void Edit(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                cursor -= Before;
                break;
            case ConsoleKey.RightArrow:
                cursor += Behind;
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when key.Modifiers == ConsoleModifiers.Control:
                cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when key.Modifiers == ConsoleModifiers.Control:
                cursor = line.Length;
                break;
            case ConsoleKey.U when key.Modifiers == ConsoleModifiers.Control:
                line.Remove(0, cursor);
                cursor = 0;
                break;
            case ConsoleKey.K when key.Modifiers == ConsoleModifiers.Control:
                line.Length = cursor;
                break;
            case ConsoleKey.Backspace when cursor > 0:
                var width = Before;
                line.Remove(cursor -= width, width);
                break;
            case ConsoleKey.Delete when cursor < line.Length:
            case ConsoleKey.D when key.Modifiers == ConsoleModifiers.Control && cursor < line.Length:
                line.Remove(cursor, Behind);
                break;
            case ConsoleKey.UpArrow:
                Recall(recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(recalled + 1);
                break;
            case ConsoleKey.Tab:
                Complete();
                break;
            default:
                if (!char.IsControl(key.KeyChar)) line.Insert(cursor++, key.KeyChar);
                break;
        }
    }

    private void Recall(int index)
    {
        var lines = prompt.History.Lines;
        if (index < 0 || index > lines.Count) return;
        if (recalled == lines.Count) typed = line.ToString();
        recalled = index;
        line.Clear().Append(index < lines.Count ? lines[index] : typed);
        cursor = line.Length;
    }

    // The word before the cursor becomes what all its completions have in common; several are listed.
    private void Complete()
    {
        var start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or '.')) start--;
        var word = line.ToString(start, cursor - start);
        if (word.Length == 0)
        {
            line.Insert(cursor, Indentation);
            cursor += Indentation.Length;
            return;
        }

        var found = prompt.Complete(word).ToList();
        if (found.Count == 0) return;
        var common = found[0];
        foreach (var other in found) common = common[..common.AsSpan().CommonPrefixLength(other)];
        line.Remove(start, word.Length).Insert(start, common);
        cursor = start + common.Length;
        if (found.Count > 1 && common.Length == word.Length) Console.Write($"\n{string.Join("  ", found)}\n");
    }

    // A line that is longer than the terminal is wide is shown in part, around the cursor.
    private void Show()
    {
        var room = Math.Max(1, Console.WindowWidth - prompt.Text.Length - 1);
        var text = line.ToString();
        var from = 0;
        while (Columns.Of(text.AsSpan(from, cursor - from)) > room) from += char.IsHighSurrogate(text[from]) && from + 1 < cursor ? 2 : 1;
        var shown = text.AsSpan(from, Columns.Fit(text.AsSpan(from), room));
        Console.Write($"\r\e[K{prompt.Text}{shown}\r\e[{prompt.Text.Length + Columns.Of(text.AsSpan(from, cursor - from))}C");
    }
}
