namespace Operon.Starlark.Syntax;

/// <summary>The words of a file, each of them one string, with the kinds of their tokens.</summary>
internal sealed class WordTable
{
    private static readonly WordTable Keywords = AllKeywords();

    private Word[] words;
    private int count;

    private WordTable(Word[] words, int count)
    {
        this.words = words;
        this.count = count;
    }

    /// <summary>A table with the words of the language.</summary>
    public WordTable()
        : this((Word[])Keywords.words.Clone(), Keywords.count)
    {
    }

    /// <summary>The word, which is an identifier unless the language knows it.</summary>
    public ref readonly Word Of(ReadOnlySpan<char> text)
    {
        // Keyed by the process: nobody can prepare words that collide.
        var hash = string.GetHashCode(text, StringComparison.Ordinal);
        ref var word = ref Find(text, hash);
        if (word.Text is not null) return ref word;
        if (++count * 2 > words.Length)
        {
            Grow();
            word = ref Find(text, hash);
        }

        word = new Word(text.ToString(), TokenKind.Identifier, hash);
        return ref word;
    }

    private static WordTable AllKeywords()
    {
        var table = new WordTable(new Word[256], 0);
        foreach (var (text, kind) in Tokens.Keywords())
        {
            var hash = string.GetHashCode(text, StringComparison.Ordinal);
            table.Find(text, hash) = new Word(text, kind, hash);
            table.count++;
        }

        return table;
    }

    // Where the word is, or has to be put.
    private ref Word Find(ReadOnlySpan<char> text, int hash)
    {
        var all = words;
        for (var at = hash & (all.Length - 1); ; at = (at + 1) & (all.Length - 1))
        {
            ref var word = ref all[at];
            if (word.Text is null || (word.Hash == hash && text.SequenceEqual(word.Text))) return ref word;
        }
    }

    private void Grow()
    {
        var old = words;
        words = new Word[old.Length * 4];
        foreach (var word in old)
        {
            if (word.Text is not null) Find(word.Text, word.Hash) = word;
        }
    }

    /// <summary>A word; <see cref="Text"/> is null where none is.</summary>
    public readonly record struct Word(string Text, TokenKind Kind, int Hash);
}
