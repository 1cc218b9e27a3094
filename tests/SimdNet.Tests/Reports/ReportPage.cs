using System.Xml.Linq;
using SimdNet.Reports;

namespace SimdNet.Tests.Reports;

/// <summary>A report, read as XML</summary>
internal sealed class ReportPage
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml", Svg = "http://www.w3.org/2000/svg";

    private readonly XDocument _page;

    public ReportPage(TrainingReport report)
    {
        Source = report.ToHtml();
        _page = XDocument.Parse(Source);
    }

    public string Source { get; }

    public IEnumerable<XElement> All(string name) => _page.Descendants(Html + name);

    public IEnumerable<XElement> AllSvg(string name) => _page.Descendants(Svg + name);

    public XElement Section(string heading) => All("section").Single(section => section.Element(Html + "h2")!.Value == heading);

    public bool HasSection(string heading) => All("section").Any(section => section.Element(Html + "h2")!.Value == heading);

    /// <summary>The value of a tile, and its note</summary>
    public (string Value, string Note) Tile(string name)
    {
        XElement tile = All("dt").Single(dt => dt.Value == name).Parent!;
        string[] texts = [.. tile.Elements(Html + "dd").Select(dd => dd.Value)];
        return (texts[0], texts.Length > 1 ? texts[1] : "");
    }

    /// <summary>The cells of a table, headings of columns and rows included</summary>
    public string[][] Table(string caption)
    {
        XElement table = All("table").Single(table => table.Element(Html + "caption")!.Value == caption);
        return [.. table.Descendants(Html + "tr").Select(row => row.Elements().Select(cell => cell.Value).ToArray())];
    }

    public bool HasTable(string caption) => All("caption").Any(element => element.Value == caption);

    /// <summary>The text below a figure</summary>
    public string Caption(string figure) => Figure(figure).Element(Html + "figcaption")!.Value;

    public XElement Figure(string title) => All("figure").Single(figure => figure.Element(Html + "h3")?.Value == title);

    public bool HasFigure(string title) => All("figure").Any(figure => figure.Element(Html + "h3")?.Value == title);

    /// <summary>All texts of the page, without the style sheet</summary>
    public string Text => string.Join('\n', _page.DescendantNodes().OfType<XText>().Where(text => text.Parent!.Name.LocalName != "style").Select(text => text.Value));
}
