using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Operon.Runs.Masking;
using Operon.Text;

namespace Operon.Runs.Tests.Masking;

/// <summary>However a stream is cut, the same comes out, and nothing but secrets is changed.</summary>
public sealed class MaskedStreamProperties
{
    // A small alphabet makes secrets that overlap one another and themselves.
    private static readonly Gen<byte[]> Text = Gen.Choose(0, 60).SelectMany(n => Gen.Elements("ab\n<%\"".Select(c => (byte)c).ToArray()).ArrayOf(n));

    private static readonly Gen<(byte[][] Secrets, byte[][] Chunks)> Cases =
        from secrets in Gen.Choose(1, 4).SelectMany(n => Text.Select(t => t.Take(9).ToArray()).ArrayOf(n))
        from chunks in Gen.Choose(0, 12).SelectMany(n => Gen.OneOf(Text, Gen.Elements(secrets), Text.Select(t => t.Take(2).ToArray())).ArrayOf(n))
        select (secrets, chunks);

    [Fact]
    public void Write_AnyChunks_GiveTheSameAsTheWhole() =>
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var masks = MasksOf(sample.Secrets);
            Streamed(masks, sample.Chunks).ShouldBe(Streamed(masks, [[.. sample.Chunks.SelectMany(c => c)]]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Write_AnyChunks_GiveTheSameAsSlowSearch() =>
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var masks = MasksOf(sample.Secrets);
            byte[] whole = [.. sample.Chunks.SelectMany(c => c)];
            Streamed(masks, sample.Chunks).ShouldBe(Slow(sample.Secrets, whole));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void Write_WithoutSecretsInIt_GivesEveryByteInOrder() =>
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var masks = new SecretMasks();
            masks.TryAdd("s", "abab-this-is-not-there").ShouldBeTrue();
            Streamed(masks, sample.Chunks).ShouldBe(sample.Chunks.SelectMany(c => c));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Write_HoldsBackLessThanTheLongestForm() =>
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var masks = MasksOf(sample.Secrets);
            var longest = sample.Secrets.Where(s => s.Length >= SecretMasks.ShortestValue).SelectMany(SecretForms.Of).Select(f => f.Length).Append(SecretMasks.TextFor("s").Length).Max();
            var stream = new MaskedStream(masks);
            foreach (var chunk in sample.Chunks)
            {
                _ = stream.Write(chunk);
                stream.Held.ShouldBeLessThan(longest);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Flush_BetweenChunks_LosesAndRepeatsNothing() =>
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var masks = new SecretMasks();
            masks.TryAdd("s", "abab-this-is-not-there").ShouldBeTrue();
            var stream = new MaskedStream(masks);
            var all = new List<byte>();
            foreach (var chunk in sample.Chunks)
            {
                all.AddRange(stream.Write(chunk));
                all.AddRange(stream.Flush());
            }

            all.ShouldBe(sample.Chunks.SelectMany(c => c));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static SecretMasks MasksOf(byte[][] secrets)
    {
        var masks = new SecretMasks();
        foreach (var secret in secrets) masks.TryAdd("s", new ByteString(secret)).ShouldBeTrue();
        return masks;
    }

    private static byte[] Streamed(SecretMasks masks, byte[][] chunks)
    {
        var stream = new MaskedStream(masks);
        var all = new List<byte>();
        foreach (var chunk in chunks) all.AddRange(stream.Write(chunk));
        all.AddRange(stream.Flush());
        return [.. all];
    }

    // Every place where a form stands, joined where they overlap.
    private static byte[] Slow(byte[][] secrets, byte[] text)
    {
        var mask = Encoding.UTF8.GetBytes(SecretMasks.TextFor("s"));
        var values = secrets.Concat(secrets.SelectMany(Lines)).Where(s => s.Length >= SecretMasks.ShortestValue);
        var forms = values.SelectMany(SecretForms.Of).ToList();
        if (forms.Count > 0) forms.Add(mask);
        var ends = new int[text.Length];
        foreach (var form in forms)
        {
            for (var i = 0; i + form.Length <= text.Length; i++)
            {
                if (text.AsSpan(i, form.Length).SequenceEqual(form)) ends[i] = Math.Max(ends[i], i + form.Length);
            }
        }

        var all = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            if (ends[i] == 0)
            {
                all.Add(text[i++]);
                continue;
            }

            all.AddRange(mask);
            var end = ends[i];
            for (; i < end; i++) end = Math.Max(end, ends[i]);
        }

        return [.. all];
    }

    private static IEnumerable<byte[]> Lines(byte[] secret) =>
        secret.Length < SecretMasks.ShortestValue ? [] : Encoding.UTF8.GetString(secret).Split('\n').Select(l => Encoding.UTF8.GetBytes(l.TrimEnd('\r')));
}
