using System.Runtime.InteropServices;

namespace Operon.Text.Patterns;

/// <summary>
/// A pattern as a nondeterministic automaton. Each instruction either takes one character and goes on, goes on when the
/// place is right, or goes on in two ways; instruction 0 is the match.
/// </summary>
internal sealed class PatternProgram
{
    private readonly List<Instruction> instructions = [new(InstructionKind.Match, 0, 0, 0)];
    private readonly List<RuneSet> sets = [];
    private readonly int maxLength;

    private PatternProgram(int maxLength) => this.maxLength = maxLength;

    public enum InstructionKind
    {
        Match,
        Rune,
        Split,
        Assertion,
    }

    /// <summary>Where matching starts.</summary>
    public int Start { get; private set; }

    public Instruction this[int index] => instructions[index];

    public int Length => instructions.Count;

    public IReadOnlyList<RuneSet> Sets => sets;

    /// <summary>The program of a pattern; null when it would be longer than allowed.</summary>
    public static PatternProgram? Of(PatternNode node, int maxLength)
    {
        var program = new PatternProgram(maxLength);
        program.Start = program.Emit(node, 0);
        return program.Length > maxLength ? null : program;
    }

    /// <summary>Appends what matches the node and then goes on at <paramref name="next"/>; gives where it starts.</summary>
    private int Emit(PatternNode node, int next)
    {
        if (Length > maxLength) return next;
        switch (node)
        {
            case PatternNode.One one:
                sets.Add(one.Set);
                return Add(InstructionKind.Rune, next, 0, sets.Count - 1);
            case PatternNode.Assertion assertion:
                return Add(InstructionKind.Assertion, next, 0, (int)assertion.Where);
            case PatternNode.Sequence sequence:
                for (var i = sequence.Items.Count - 1; i >= 0; i--) next = Emit(sequence.Items[i], next);
                return next;
            case PatternNode.Choice choice:
                var chosen = Emit(choice.Items[^1], next);
                for (var i = choice.Items.Count - 2; i >= 0; i--) chosen = Add(InstructionKind.Split, Emit(choice.Items[i], next), chosen, 0);
                return chosen;
            case PatternNode.Repeat repeat:
                return EmitRepeat(repeat, next);
            default:
                throw new InvalidOperationException($"unknown node {node.GetType().Name}");
        }
    }

    private int EmitRepeat(PatternNode.Repeat repeat, int next)
    {
        var copies = repeat.Min;
        if (repeat.Max < 0)
        {
            var loop = Add(InstructionKind.Split, 0, next, 0);
            var body = Emit(repeat.Item, loop);
            instructions[loop] = instructions[loop] with { Next = body };
            next = copies-- > 0 ? body : loop;
        }
        else
        {
            var end = next;
            for (var i = repeat.Min; i < repeat.Max && Length <= maxLength; i++) next = Add(InstructionKind.Split, Emit(repeat.Item, next), end, 0);
        }

        for (; copies > 0 && Length <= maxLength; copies--) next = Emit(repeat.Item, next);
        return next;
    }

    private int Add(InstructionKind kind, int next, int other, int operand)
    {
        instructions.Add(new(kind, next, other, operand));
        return instructions.Count - 1;
    }

    /// <summary>One step.</summary>
    /// <param name="Kind">What it does.</param>
    /// <param name="Next">Where to go on.</param>
    /// <param name="Other">The other way of a split.</param>
    /// <param name="Operand">The set that a character must be in, or the boundary.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Instruction(InstructionKind Kind, int Next, int Other, int Operand);
}
