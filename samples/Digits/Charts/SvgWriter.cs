using System.Globalization;
using System.Text;
using System.Xml;

namespace Digits.Charts;

/// <summary>One SVG picture, for light and for dark pages.</summary>
/// <remarks>Coordinates are pixels from the top left. Classes (ink, quiet, grid, first, ...) are colours of the style sheet below.</remarks>
internal sealed class SvgWriter : IDisposable
{
    private const string Style = """

        text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2328 }
        text.heading { font-size: 18px; font-weight: 600 }
        text.title { font-size: 14px; font-weight: 600 }
        text.quiet { font-size: 12px; fill: #59636e }
        polyline, line, circle { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
        .page { fill: #ffffff }
        .paper { fill: #f6f8fa }
        .ink { fill: #1f2328 }
        .grid { stroke: #e1e4e8; stroke-width: 1 }
        .axis { stroke: #8c959f; stroke-width: 1 }
        .first { stroke: #0b62d6 }
        .second { stroke: #c2410c }
        .dashed { stroke-dasharray: 6 5 }
        .dot { stroke-width: 4; stroke-dasharray: none }
        @media (prefers-color-scheme: dark) {
          text, .ink { fill: #e6edf3 }
          text.quiet { fill: #9198a1 }
          .page { fill: #0d1117 }
          .paper { fill: #161b22 }
          .grid { stroke: #272e38 }
          .axis { stroke: #6e7681 }
          .first { stroke: #6cb2ff }
          .second { stroke: #ff9d5c }
        }

        """;

    private readonly StringBuilder text = new();
    private readonly XmlWriter xml;

    public SvgWriter(double width, double height, string heading, bool transparent = false)
    {
        xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" });
        xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        Attributes(("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")), ("width", width), ("height", height), ("role", "img"));
        xml.WriteElementString("title", heading);
        xml.WriteElementString("style", Style);
        if (!transparent)
            Rectangle(0, 0, width, height, "page");
        Text(24, 34, heading, "heading");
    }

    public void Text(double x, double y, string content, string css = "ink", string anchor = "start", double degrees = 0)
    {
        xml.WriteStartElement("text");
        Attributes(("x", x), ("y", y), ("class", css), ("text-anchor", anchor));
        if (degrees != 0)
            Attributes(("transform", string.Create(CultureInfo.InvariantCulture, $"rotate({degrees} {x} {y})")));
        xml.WriteString(content);
        xml.WriteEndElement();
    }

    public void Line(double x1, double y1, double x2, double y2, string css) =>
        Element("line", ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", css));

    public void Polyline(IEnumerable<(double X, double Y)> points, string css) =>
        Element("polyline", ("points", string.Join(' ', points.Select(p => $"{Format(p.X)},{Format(p.Y)}"))), ("class", css));

    public void Circle(double x, double y, double radius, string css) =>
        Element("circle", ("cx", x), ("cy", y), ("r", radius), ("class", css));

    public void Rectangle(double x, double y, double width, double height, string css, double opacity = 1) =>
        Element("rect", ("x", x), ("y", y), ("width", width), ("height", height), ("class", css), ("fill-opacity", opacity));

    public void Save(string path)
    {
        xml.WriteEndElement();
        xml.Flush();
        File.WriteAllText(path, text.Append('\n').ToString());
    }

    public void Dispose() => xml.Dispose();

    private void Element(string name, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        xml.WriteStartElement(name);
        Attributes(attributes);
        xml.WriteEndElement();
    }

    private void Attributes(params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        foreach ((string name, object value) in attributes)
            xml.WriteAttributeString(name, value is double number ? Format(number) : (string)value);
    }

    private static string Format(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
