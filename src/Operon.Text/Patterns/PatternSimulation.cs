using System.Text;

namespace Operon.Text.Patterns;

/// <summary>
/// Runs a program over texts in time linear in their length, whatever the pattern: it follows all ways at once. The
/// sets of instructions met are kept as states, so that most characters cost one look-up; when there are too many
/// states it goes on without keeping them. Not for several threads.
/// </summary>
internal sealed class PatternSimulation
{
    // About 8 MB at most: a state has one way out for each kind of character and the instructions of its set.
    private const int MaxKept = 1_000_000;

    private readonly PatternProgram program;
    private readonly Alphabet alphabet;
    private readonly InstructionSet reached;
    private readonly Dictionary<State, State> states = [];
    private readonly State start;
    private InstructionSet current;
    private InstructionSet next;
    private int kept;

    public PatternSimulation(PatternProgram program, Alphabet alphabet)
    {
        this.program = program;
        this.alphabet = alphabet;
        reached = new(program.Length);
        current = new(program.Length);
        next = new(program.Length);
        start = new State([program.Start], Before.Start, alphabet.Count + 1);
    }

    /// <summary>What stands before a place.</summary>
    private enum Before
    {
        Start,
        Newline,
        Word,
        Other,
    }

    /// <summary>Whether states no longer fit.</summary>
    public bool IsFull => kept > MaxKept;

    /// <summary>Whether the pattern matches anywhere in the text.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var state = start;
        while (!text.IsEmpty)
        {
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            var kind = alphabet.KindOf(rune.Value);
            var following = state.Ways[kind];
            if (following is null)
            {
                if (IsFull) return IsMatch(text, state);
                following = state.Ways[kind] = Follow(state, alphabet.SampleOf(kind));
            }

            if (following.IsMatch) return true;
            state = following;
            text = text[length..];
        }

        return (state.Ways[^1] ??= Follow(state, -1)).IsMatch;
    }

    /// <summary>Goes on without keeping states.</summary>
    private bool IsMatch(ReadOnlySpan<char> text, State state)
    {
        var before = state.Before;
        current.Clear();
        foreach (var item in state.Items) current.Add(item);
        while (true)
        {
            var rune = -1;
            var length = 0;
            if (!text.IsEmpty)
            {
                Rune.DecodeFromUtf16(text, out var decoded, out length);
                rune = decoded.Value;
            }

            if (Step(current.Items, before, rune)) return true;
            if (rune < 0) return false;
            before = BeforeNext(rune);
            (current, next) = (next, current);
            text = text[length..];
        }
    }

    private State Follow(State state, int rune)
    {
        if (Step(state.Items, state.Before, rune)) return State.Matched;
        int[] items = [.. next.Items];
        Array.Sort(items);
        var found = new State(items, BeforeNext(rune), 0);
        if (states.TryGetValue(found, out var known)) return known;
        found = new State(items, found.Before, alphabet.Count + 1);
        states.Add(found, found);
        kept += items.Length + alphabet.Count + 16;
        return found;
    }

    /// <summary>
    /// Follows all ways from the instructions to characters, then past <paramref name="rune"/> (-1 at the end of the
    /// text), and leaves in <see cref="next"/> where they lead, with the start of the program: a match may begin anywhere.
    /// </summary>
    /// <returns>Whether the match was reached.</returns>
    private bool Step(ReadOnlySpan<int> from, Before before, int rune)
    {
        var place = PlaceBetween(before, rune);
        reached.Clear();
        next.Clear();
        next.Add(program.Start);
        foreach (var item in from) reached.Add(item);
        for (var i = 0; i < reached.Count; i++)
        {
            var instruction = program[reached.Items[i]];
            switch (instruction.Kind)
            {
                case PatternProgram.InstructionKind.Match:
                    return true;
                case PatternProgram.InstructionKind.Split:
                    reached.Add(instruction.Next);
                    reached.Add(instruction.Other);
                    break;
                case PatternProgram.InstructionKind.Assertion:
                    if (place.HasFlag((Boundary)instruction.Operand)) reached.Add(instruction.Next);
                    break;
                default:
                    if (rune >= 0 && program.Sets[instruction.Operand].Contains(rune)) next.Add(instruction.Next);
                    break;
            }
        }

        return false;
    }

    private static Boundary PlaceBetween(Before before, int rune)
    {
        var place = (before == Before.Word) == (BeforeNext(rune) == Before.Word) ? Boundary.NotWord : Boundary.Word;
        if (before == Before.Start) place |= Boundary.StartOfText;
        if (before is Before.Start or Before.Newline) place |= Boundary.StartOfLine;
        if (rune < 0) place |= Boundary.EndOfText;
        if (rune is < 0 or '\n') place |= Boundary.EndOfLine;
        return place;
    }

    private static Before BeforeNext(int rune) => rune switch
    {
        '\n' => Before.Newline,
        >= 0 and < 0x80 when char.IsAsciiLetterOrDigit((char)rune) || rune == '_' => Before.Word,
        _ => Before.Other,
    };

    /// <summary>Instructions to go on from, and what stood before.</summary>
    private sealed class State : IEquatable<State>
    {
        public static readonly State Matched = new([], Before.Start, 0);
        private readonly int hash;

        public State(int[] items, Before before, int ways)
        {
            Items = items;
            Before = before;
            Ways = new State?[ways];
            var code = default(HashCode);
            code.Add(before);
            foreach (var item in items) code.Add(item);
            hash = code.ToHashCode();
        }

        public int[] Items { get; }

        public Before Before { get; }

        public State?[] Ways { get; }

        public bool IsMatch => ReferenceEquals(this, Matched);

        public bool Equals(State? other) => other is not null && Before == other.Before && Items.AsSpan().SequenceEqual(other.Items);

        public override bool Equals(object? obj) => Equals(obj as State);

        public override int GetHashCode() => hash;
    }
}
