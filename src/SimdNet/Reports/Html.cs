using System.Xml;
using System.Xml.Linq;

namespace SimdNet.Reports;

/// <summary>The elements that a report is made of, as HTML that is well-formed XML too</summary>
internal static class Html
{
    public static readonly XNamespace Namespace = "http://www.w3.org/1999/xhtml";

    // What HTML closes by itself; all others need an end tag, empty or not.
    private static readonly HashSet<string> s_void = ["meta", "br"];

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    /// <summary>An element with classes of the style sheet</summary>
    public static XElement Styled(string name, string css, params object?[] content) => new(Namespace + name, new XAttribute("class", css), content);

    /// <summary>A part of the page with a heading, and an id to be linked to</summary>
    public static XElement Section(string id, string heading, params object?[] content) =>
        Element("section", new XAttribute("id", id), Element("h2", heading), content);

    /// <summary>A number that is read first, what it is above it, and what is to be said about it below</summary>
    public static XElement Tile(string name, string value, string note = "") =>
        Styled("div", "tile", Element("dt", name), Styled("dd", "value", value), note.Length > 0 ? Styled("dd", "note", note) : null);

    public static XElement Tiles(params IEnumerable<XElement?> tiles) => Styled("dl", "tiles", tiles);

    /// <summary>A picture with its title above, and a text below</summary>
    public static XElement Figure(string title, SvgPicture picture, params object?[] caption) =>
        Element("figure", Element("h3", title), picture.Element(), Element("figcaption", caption));

    /// <summary>A table whose first column names its rows; the others are numbers</summary>
    public static XElement Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, string css = "numbers") => Scrolling(caption,
        Styled("table", css,
            Element("caption", caption),
            Element("thead", Element("tr", headings.Select(ColumnHeading))),
            Element("tbody", rows.Select(row => Element("tr", RowHeading(row[0]), row.Skip(1).Select(cell => Element("td", cell)))))));

    public static XElement ColumnHeading(string text) => Element("th", new XAttribute("scope", "col"), text);

    public static XElement RowHeading(string text) => Element("th", new XAttribute("scope", "row"), text);

    /// <summary>What may be wider than a page, and is then moved sideways: with a finger, a mouse or the keyboard</summary>
    public static XElement Scrolling(string name, XElement content) =>
        Styled("div", "scrolling", new XAttribute("tabindex", "0"), new XAttribute("role", "region"), new XAttribute("aria-label", name), content);

    public static void Write(XElement page, TextWriter output)
    {
        Xml.Clean(page);
        foreach (XElement element in page.DescendantsAndSelf())
        {
            if (element.Name.Namespace == Namespace && element.IsEmpty && !s_void.Contains(element.Name.LocalName))
                element.Value = "";
        }

        output.Write("<!DOCTYPE html>\n");
        using (XmlWriter writer = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, IndentChars = "", NewLineChars = "\n", OmitXmlDeclaration = true }))
            page.WriteTo(writer);
        output.Write('\n');
    }
}
