namespace Operon.Journal.Frames;

/// <summary>Remembers where every 1,024th event begins, so that reading from the middle need not start at the beginning.</summary>
internal sealed class JournalMarks(JournalPosition first)
{
    private const int Stride = 1024;

    private readonly Lock gate = new();
    private readonly List<JournalPosition> marks = [first];

    /// <summary>The last known place at or before an event.</summary>
    public JournalPosition Before(long number)
    {
        lock (gate) return marks[(int)Math.Clamp((number - 1) / Stride, 0, marks.Count - 1)];
    }

    /// <summary>Takes note of a place that was reached.</summary>
    public void Note(JournalPosition position)
    {
        if ((position.NextNumber - 1) % Stride != 0) return;
        lock (gate)
        {
            if ((position.NextNumber - 1) / Stride == marks.Count) marks.Add(position);
        }
    }
}
