using System.Text;

namespace Operon.Cli.Terminal;

/// <summary>Reads lines at a prompt: they can be edited, earlier ones come back with the arrow keys, and Tab completes names.</summary>
internal sealed class LineEditor
{
    private readonly List<string> history = [];
    private readonly StringBuilder line = new();
    private int cursor;
    private int recalled;
    private string prompt = "";

    /// <summary>Reads a line.</summary>
    /// <param name="shown">The prompt.</param>
    /// <param name="complete">The names that begin so.</param>
    /// <returns>The line; null at the end of the input.</returns>
    public string? Read(string shown, Func<string, IEnumerable<string>> complete)
    {
        if (Console.IsInputRedirected || Console.IsOutputRedirected) return Console.In.ReadLine();
        prompt = shown;
        line.Clear();
        cursor = 0;
        recalled = history.Count;
        Show();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    Console.Write('\n');
                    if (line.Length > 0 && (history.Count == 0 || history[^1] != line.ToString())) history.Add(line.ToString());
                    return line.ToString();
                case { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } when line.Length == 0:
                    Console.Write('\n');
                    return null;
                default:
                    Edit(key, complete);
                    Show();
                    break;
            }
        }
    }

    private void Edit(ConsoleKeyInfo key, Func<string, IEnumerable<string>> complete)
    {
        switch (key.Key)
        {
            case ConsoleKey.LeftArrow:
                cursor = Math.Max(0, cursor - 1);
                break;
            case ConsoleKey.RightArrow:
                cursor = Math.Min(line.Length, cursor + 1);
                break;
            case ConsoleKey.Home:
            case ConsoleKey.A when key.Modifiers == ConsoleModifiers.Control:
                cursor = 0;
                break;
            case ConsoleKey.End:
            case ConsoleKey.E when key.Modifiers == ConsoleModifiers.Control:
                cursor = line.Length;
                break;
            case ConsoleKey.Backspace when cursor > 0:
                line.Remove(--cursor, 1);
                break;
            case ConsoleKey.Delete when cursor < line.Length:
                line.Remove(cursor, 1);
                break;
            case ConsoleKey.UpArrow:
                Recall(recalled - 1);
                break;
            case ConsoleKey.DownArrow:
                Recall(recalled + 1);
                break;
            case ConsoleKey.Tab:
                Complete(complete);
                break;
            default:
                if (!char.IsControl(key.KeyChar)) line.Insert(cursor++, key.KeyChar);
                break;
        }
    }

    private void Recall(int index)
    {
        if (index < 0 || index > history.Count) return;
        recalled = index;
        line.Clear();
        if (index < history.Count) line.Append(history[index]);
        cursor = line.Length;
    }

    // The word before the cursor becomes what all its completions have in common; several are listed.
    private void Complete(Func<string, IEnumerable<string>> complete)
    {
        var start = cursor;
        while (start > 0 && (char.IsLetterOrDigit(line[start - 1]) || line[start - 1] is '_' or '.')) start--;
        var word = line.ToString(start, cursor - start);
        if (word.Length == 0)
        {
            line.Insert(cursor, "    ");
            cursor += 4;
            return;
        }

        var found = complete(word).ToList();
        if (found.Count == 0) return;
        var common = found[0];
        foreach (var other in found) common = common[..common.AsSpan().CommonPrefixLength(other)];
        line.Remove(start, word.Length).Insert(start, common);
        cursor = start + common.Length;
        if (found.Count > 1 && common.Length == word.Length) Console.Write($"\n{string.Join("  ", found)}\n");
    }

    private void Show() => Console.Write($"\r\e[K{prompt}{line}\r\e[{prompt.Length + cursor}C");
}
