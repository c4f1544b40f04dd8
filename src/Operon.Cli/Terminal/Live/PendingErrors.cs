using System.Text;

namespace Operon.Cli.Terminal.Live;

/// <summary>Holds what is said while a picture is drawn, from any thread, until it can be shown above the picture.</summary>
internal sealed class PendingErrors : TextWriter
{
    private readonly StringBuilder text = new();
    private readonly Lock gate = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        lock (gate) text.Append(value);
    }

    public override void Write(string? value)
    {
        lock (gate) text.Append(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        lock (gate) text.Append(buffer, index, count);
    }

    /// <summary>All whole lines, or all there is at the end.</summary>
    public string Take(bool isEnd)
    {
        lock (gate)
        {
            if (text.Length == 0) return "";
            var all = text.ToString();
            var end = isEnd ? all.Length : all.LastIndexOf('\n') + 1;
            text.Clear().Append(all, end, all.Length - end);
            return all[..end];
        }
    }
}
