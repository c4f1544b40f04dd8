using System.Text;
using System.Text.Encodings.Web;

namespace Operon.Cli.Pages;

/// <summary>Writes HTML. All text and all attributes are escaped; only the names of elements are taken as they are.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Adds text.</summary>
    public Html Text(string content)
    {
        text.Append(HtmlEncoder.Default.Encode(content));
        return this;
    }

    /// <summary>Adds an element with text.</summary>
    public Html Element(string name, string content, params ReadOnlySpan<(string Name, string Value)> attributes) => Element(name, html => html.Text(content), attributes);

    /// <summary>Adds an element.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Writes what is in it.</param>
    /// <param name="attributes">Its attributes.</param>
    public Html Element(string name, Action<Html> content, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        text.Append('<').Append(name);
        foreach (var (attribute, value) in attributes) text.Append(' ').Append(attribute).Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        text.Append('>');
        content(this);
        text.Append("</").Append(name).Append(">\n");
        return this;
    }

    /// <summary>Adds a list of links, or words where there are none.</summary>
    public Html Links(IEnumerable<(string Address, string Label, string Note)> links, string none)
    {
        var all = links.ToList();
        if (all.Count == 0) return Element("p", none);
        return Element("ul", list =>
        {
            foreach (var (address, label, note) in all) list.Element("li", item => item.Element("a", label, ("href", address)).Element("span", note));
        });
    }

    /// <summary>Adds a text in which white space counts.</summary>
    public Html Preformatted(string content) => Element("pre", content);

    /// <summary>Adds what was written elsewhere.</summary>
    public void Add(Html other) => text.Append(other.text);

    /// <summary>Adds a style or script of the program's own, which is not escaped.</summary>
    /// <param name="name">The element.</param>
    /// <param name="content">Its text; nothing that came from outside.</param>
    /// <param name="nonce">What the policy of the page knows it by.</param>
    public void Raw(string name, string content, string nonce) => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<{name} nonce=\"{nonce}\">{content}</{name}>\n");

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
