using System.Runtime.CompilerServices;
using System.Text;
using Operon.Opspec.Coercion;
using Operon.Opspec.Values;
using Operon.Text.Numbers;

namespace Operon.Opspec.Constraints;

/// <summary>One run over one value: where it is, what was found so far, and whether what it looks at may be shown.</summary>
internal sealed class Inspection
{
    /// <summary>How deeply arrays and objects may nest: as deeply as JSON that is read may.</summary>
    public const int MaximumDepth = ValueJson.MaxDepth;

    // How many times a schema is applied before the run gives up: recursive alternatives can ask for exponentially many.
    // A large schema without recursion applies about ten times as many as there are values.
    private const long FreeSteps = 1_000_000;
    private const long StepsPerValue = 50;

    /// <summary>How many violations are told.</summary>
    public const int MaximumViolations = 10_000;

    private const int LongestShown = 40;

    private readonly StringBuilder path = new();
    private List<ConstraintViolation> violations = [];
    private long steps = FreeSteps;
    private bool isSecret;
    private ConstraintViolation? stopped;

    /// <summary>Whether the value that is looked at, or one around it, is secret.</summary>
    public bool IsSecret => isSecret;

    /// <summary>Applies a schema to a value that nothing is around.</summary>
    public IReadOnlyList<ConstraintViolation> Run(Schema schema, Value value)
    {
        Admit(value, 0);
        if (violations.Count == 0 && stopped is null) Apply(schema, value);
        if (stopped is not null) violations.Add(stopped);
        return violations;
    }

    /// <summary>Adds a violation of the value that is looked at.</summary>
    public void Add(string keyword, string message)
    {
        if (stopped is not null) return;
        violations.Add(new ConstraintViolation(path.ToString(), keyword, message));
        if (violations.Count >= MaximumViolations) Stop(keyword, $"violates its constraints in more than {MaximumViolations} places; the rest was not looked at");
    }

    /// <summary>Applies a schema to the value that is looked at.</summary>
    public void Apply(Schema schema, Value value)
    {
        if (stopped is not null) return;
        if (--steps < 0)
        {
            Stop("$ref", "takes too many steps to compare with its constraints");
            return;
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            Stop("$ref", "nests too deeply to be compared with its constraints");
            return;
        }

        var outer = isSecret;
        isSecret |= value.IsSecret;
        schema.Check(value, this);
        isSecret = outer;
    }

    /// <summary>Applies a schema to a property of the object that is looked at.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The name of the property.</param>
    /// <param name="value">Its value.</param>
    /// <param name="isDeclared">Whether the name stands in the constraints, so that it may be shown even if the object is secret.</param>
    public void ApplyToProperty(Schema schema, string name, Value value, bool isDeclared)
    {
        var end = path.Length;
        AppendProperty(isSecret && !isDeclared ? null : name);
        Apply(schema, value);
        path.Length = end;
    }

    /// <summary>Applies a schema to an item of the array that is looked at.</summary>
    public void ApplyToItem(Schema schema, int index, Value value)
    {
        var end = path.Length;
        AppendItem(index);
        Apply(schema, value);
        path.Length = end;
    }

    /// <summary>The violations of a schema by the value that is looked at, without adding them.</summary>
    public IReadOnlyList<ConstraintViolation> Try(Schema schema, Value value)
    {
        var outer = violations;
        violations = [];
        Apply(schema, value);
        var found = violations;
        violations = outer;
        return found;
    }

    /// <summary>The same for an item of the array that is looked at.</summary>
    public IReadOnlyList<ConstraintViolation> TryItem(Schema schema, int index, Value value)
    {
        var end = path.Length;
        AppendItem(index);
        var found = Try(schema, value);
        path.Length = end;
        return found;
    }

    /// <summary>Adds what <see cref="Try"/> found.</summary>
    public void AddRange(IReadOnlyList<ConstraintViolation> found)
    {
        foreach (var violation in found)
        {
            if (violations.Count >= MaximumViolations) return;
            violations.Add(violation);
        }
    }

    /// <summary><paramref name="text"/>, which tells of the value, or nothing if the value is secret.</summary>
    public string UnlessSecret(string text) => isSecret ? "" : text;

    /// <summary><c>, is 'abc'</c> for a short scalar on one line that may be shown; else nothing.</summary>
    public string Is(Value value) => value switch
    {
        _ when isSecret || value.IsSecret => "",
        NumberValue or BooleanValue or NullValue => ", is " + CanonicalText.Of(value),
        _ when JsonView.TextOf(value) is { Length: <= LongestShown } text && !text.Any(char.IsControl) => $", is '{text}'",
        _ => "",
    };

    /// <summary>The name of a property in quotes, or <c>of that name</c> if it must not be shown.</summary>
    public string Named(string name) => isSecret ? "of this name" : name.Any(char.IsControl) ? CanonicalText.Quote(name) : $"'{name}'";

    // What JSON cannot hold, and what nests too deeply for everything that follows.
    private void Admit(Value value, int depth)
    {
        if (stopped is not null) return;
        if (depth > MaximumDepth)
        {
            path.Clear();
            Stop("type", $"is nested more than {MaximumDepth} levels deep");
            return;
        }

        steps += StepsPerValue;
        var outer = isSecret;
        var end = path.Length;
        isSecret |= value.IsSecret;
        switch (value)
        {
            case NumberValue { Value: var number } when !double.IsFinite(number):
                Add("type", "must be a finite number" + UnlessSecret(", is " + NumberText.Plain(number)));
                break;
            case ArrayValue array:
                for (var i = 0; i < array.Items.Length; i++)
                {
                    AppendItem(i);
                    Admit(array.Items[i], depth + 1);
                    path.Length = Math.Min(end, path.Length);
                }

                break;
            case ObjectValue obj:
                foreach (var (name, property) in obj.Properties)
                {
                    AppendProperty(isSecret ? null : JsonView.Decode(name));
                    Admit(property, depth + 1);
                    path.Length = Math.Min(end, path.Length);
                }

                break;
        }

        isSecret = outer;
    }

    private void AppendItem(int index) => path.Append('[').Append(index).Append(']');

    private void AppendProperty(string? name)
    {
        if (name is null) path.Append(".*");
        else if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-')) path.Append('.').Append(name);
        else path.Append('[').Append(CanonicalText.Quote(name)).Append(']');
    }

    private void Stop(string keyword, string message) => stopped = new ConstraintViolation(path.ToString(), keyword, message);
}
