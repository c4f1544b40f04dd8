using FsCheck;
using FsCheck.Fluent;
using Operon.Releases.References;
using Operon.Releases.Stores;
using Operon.Text;
using Operon.Text.Diagnostics;
using Operon.Text.Json;

namespace Operon.Releases.Tests.Stores;

/// <summary>
/// What a store is to those who use it: documents and links by their references, changed by one after the other. Clients change a real store
/// at the same time; each change notes its turn and what it saw, and the model, which takes the turns one by one, must have seen the same.
/// </summary>
internal sealed class StoreModel
{
    private const string Order = "@/custom/order";

    private static readonly Diagnostic GivenUp = new(StoreRules.NotFound, "given up");

    private static readonly string[] Places =
    [
        "r/-/f/@r1", "r/-/f/@r2", "r/-/f/@r1/task/a", "r/-/f/@r2/task/a", "r/-/f/@r1/task/a/1", "r/-/f/@r1/task/a/1/status/pending", "r/-/f/@r2/custom/x", "@/custom/a", "@/custom/a/b",
        "r/-/f/@v1", "r/-/f/@v1/custom/x", "r/-/f/@/task/a", "r/-/f/@/task/a/1", "r/-/f/@v1/task/a/1/status/pending",
    ];

    private static readonly string[] Links = ["r/-/f/@v1", "r/-/f/@/task/a", "r/-/f/@/task/b"];

    private readonly SortedDictionary<string, (JsonValue? Body, string? Target)> documents = new(BytewiseComparer.Instance);

    /// <summary>What some clients do: for each its changes, for each change its steps.</summary>
    public static Arbitrary<Step[][][]> Work(int clients, int changes)
    {
        var step = from kind in Gen.Elements(Enum.GetValues<Kind>())
                   from place in Gen.Elements(Places)
                   from link in Gen.Elements(Links)
                   from value in Gen.Choose(0, 3)
                   select new Step(kind, kind == Kind.Link ? link : place, place, value);
        return step.NonEmptyListOf().Select(s => s.Take(6).ToArray()).ArrayOf(changes).ArrayOf(clients).ToArbitrary();
    }

    /// <summary>Has clients change a store at the same time, and compares.</summary>
    public async Task PlayAsync(Step[][][] work, Func<Task<DocumentStore>> openAsync)
    {
        var done = new List<(double Turn, Step[] Steps, string[] Seen)>();
        await Task.WhenAll(work.Select(changes => Task.Run(async () =>
        {
            await using var client = await openAsync();
            foreach (var steps in changes)
            {
                var seen = Array.Empty<string>();

                // One in five changes its mind when it has done all.
                var isGivenUp = steps.Sum(s => s.Value) % 5 == 4;
                var changed = await client.UpdateAsync<double>("steps", t =>
                {
                    var turn = 1 + (t.Find(Order)?.Body is JsonNumber last ? last.Value : 0);
                    seen = [.. steps.Select(s => Do(s, t))];
                    t.Set(Reference.Parse(Order).Value, turn);
                    return isGivenUp ? GivenUp : turn;
                }, default);
                changed.IsOk.ShouldBe(!isGivenUp);
                if (!isGivenUp) lock (done) done.Add((changed.Value, steps, seen));
            }
        })));

        // No turn twice, none lost, and each saw what those before it had left.
        var first = documents.TryGetValue(Order, out var before) ? ((JsonNumber)before.Body!).Value : 0;
        done.Sort((a, b) => a.Turn.CompareTo(b.Turn));
        done.Select(d => d.Turn).ShouldBe(Enumerable.Range(1, done.Count).Select(i => first + i));
        foreach (var (turn, steps, seen) in done)
        {
            steps.Select(Do).ToArray().ShouldBe(seen, $"turn {turn}");
            documents[Order] = (turn, null);
        }

        await using var reader = await openAsync();
        reader.View.Match("**").ShouldBe(documents.Keys);
        foreach (var (reference, (body, target)) in documents)
        {
            var stored = reader.View.Load(reference)!;
            stored.Target.ShouldBe(target, reference);
            if (target is null) stored.Body.ShouldBe(body, reference);
        }
    }

    private static string Do(Step step, StoreTransaction t)
    {
        var place = Reference.Parse(step.Place).Value;
        try
        {
            switch (step.Kind)
            {
                case Kind.Set:
                    t.Set(place, step.Value);
                    return "set";
                case Kind.Get:
                    return t.Find(place)?.Body.ToString() ?? "nothing";
                case Kind.Delete:
                    return t.Delete(place) ? "deleted" : "nothing";
                case Kind.Link:
                    t.Link(place, Reference.Parse(step.Target).Value);
                    return "linked";
                default:
                    return string.Join(' ', t.Match("r/-/f/@{,v1}/**"));
            }
        }
        catch (StoreFailure)
        {
            return "refused";
        }
    }

    private string Do(Step step)
    {
        switch (step.Kind)
        {
            case Kind.Set:
                documents[Resolve(step.Place)] = (step.Value, null);
                return "set";
            case Kind.Get:
                return documents.TryGetValue(Resolve(step.Place), out var found) && found.Target is null ? found.Body!.ToString() : "nothing";
            case Kind.Delete:
                return documents.Remove(step.Place) || documents.Remove(Resolve(step.Place)) ? "deleted" : "nothing";
            case Kind.Link when documents.TryGetValue(step.Place, out var there) && there.Target is null:
                return "refused";
            case Kind.Link when documents.TryGetValue(step.Place, out var there) && there.Target == step.Target:
                return "linked";
            case Kind.Link when !documents.ContainsKey(step.Target):
                return "refused";
            case Kind.Link:
                documents[step.Place] = (null, step.Target);
                return "linked";
            default:
                return string.Join(' ', documents.Keys.Where(k => k.StartsWith("r/-/f/@/", StringComparison.Ordinal) || k.StartsWith("r/-/f/@v1/", StringComparison.Ordinal)));
        }
    }

    // The first link on the way, and that one alone.
    private string Resolve(string reference)
    {
        for (var end = reference.Length; end > 0 && reference[..end].Contains('/', StringComparison.Ordinal); end = reference[..end].LastIndexOf('/'))
        {
            if (documents.TryGetValue(reference[..end], out var there) && there.Target is { } target) return target + reference[end..];
        }

        return reference;
    }

    /// <summary>A kind of step.</summary>
    internal enum Kind
    {
        Set,
        Get,
        Delete,
        Link,
        List,
    }

    /// <summary>One thing that a change does.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Place">Where.</param>
    /// <param name="Target">Where a link leads.</param>
    /// <param name="Value">What is written.</param>
    internal sealed record Step(Kind Kind, string Place, string Target, int Value);
}
