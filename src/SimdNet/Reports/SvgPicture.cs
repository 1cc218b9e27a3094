using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using SimdNet.IO;

namespace SimdNet.Reports;

/// <summary>One SVG picture, for light and for dark pages: a file of its own, or a figure of a <see cref="TrainingReport"/>.</summary>
/// <remarks>
/// Coordinates are pixels from the top left, written to hundredths. Classes are colours and strokes: text is ink, quiet, heading or title; areas are page, paper or ink;
/// lines are grid, axis, first or second, the last two also dashed or dot. Texts may hold any characters. Equal calls give equal bytes. Not thread-safe.
/// </remarks>
public sealed class SvgPicture
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private readonly string _title;
    private readonly bool _hasHeading;
    private readonly bool _isTransparent;
    private readonly List<XElement> _content = [];

    /// <summary>An empty picture.</summary>
    /// <param name="width">in pixels; positive, finite</param>
    /// <param name="height">in pixels; positive, finite</param>
    /// <param name="title">what it shows, for those who cannot see it</param>
    /// <param name="heading">whether a file of its own has the title as heading, 34 pixels from the top</param>
    /// <param name="transparent">whether a file of its own shows the page behind it</param>
    /// <exception cref="ArgumentOutOfRangeException">width or height is not positive and finite</exception>
    public SvgPicture(double width, double height, string title, bool heading = true, bool transparent = false)
    {
        ArgumentNullException.ThrowIfNull(title);
        Width = Positive(width, nameof(width));
        Height = Positive(height, nameof(height));
        (_title, _hasHeading, _isTransparent) = (title, heading, transparent);
    }

    /// <summary>In pixels.</summary>
    public double Width { get; }

    /// <summary>In pixels.</summary>
    public double Height { get; }

    /// <summary>A text; x is where its anchor is (start, middle or end), y its base line.</summary>
    public void Text(double x, double y, string content, string css = "ink", string anchor = "start", double degrees = 0)
    {
        XElement text = Add("text", ("x", Format(x)), ("y", Format(y)), ("class", css), ("text-anchor", anchor));
        if (degrees != 0)
            text.Add(new XAttribute("transform", string.Create(CultureInfo.InvariantCulture, $"rotate({degrees} {x} {y})")));
        text.Add(content);
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string css) =>
        Add("line", ("x1", Format(x1)), ("y1", Format(y1)), ("x2", Format(x2)), ("y2", Format(y2)), ("class", css));

    /// <summary>Straight lines from point to point.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string css) =>
        Add("polyline", ("points", string.Join(' ', points.Select(p => $"{Format(p.X)},{Format(p.Y)}"))), ("class", css));

    /// <summary>A circle, of which the line is drawn.</summary>
    public void Circle(double x, double y, double radius, string css) =>
        Add("circle", ("cx", Format(x)), ("cy", Format(y)), ("r", Format(radius)), ("class", css));

    /// <summary>A filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string css, double opacity = 1)
    {
        XElement rectangle = Add("rect", ("x", Format(x)), ("y", Format(y)), ("width", Format(width)), ("height", Format(height)), ("class", css));
        if (opacity != 1)
            rectangle.Add(new XAttribute("fill-opacity", Format(opacity)));
    }

    /// <summary>The picture as a file: its style sheet is in it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        using (XmlWriter writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            XElement picture = Picture(new XElement(Svg + "style", Palette.PictureStyle("(prefers-color-scheme: dark)")), isFile: true);
            Xml.Clean(picture);
            picture.WriteTo(writer);
        }

        return text.Append('\n').ToString();
    }

    /// <summary>Writes the picture to a file, in one step.</summary>
    /// <exception cref="IOException">the disk refused, as of <see cref="AtomicFile.Write"/></exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>The picture as an element of a page, whose style sheet it needs.</summary>
    internal XElement Element() => Picture(style: null, isFile: false);

    internal static string Format(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Areas of one class and few points each: one path for all of them.</summary>
    internal void Squares(IEnumerable<(double X, double Y)> corners, double width, double height, string css) =>
        Add("path", ("d", string.Concat(corners.Select(p => $"M{Format(p.X)} {Format(p.Y)}h{Format(width)}v{Format(height)}h-{Format(width)}z"))), ("class", css));

    private XElement Picture(XElement? style, bool isFile)
    {
        var picture = new XElement(Svg + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {Height}")),
            new XAttribute("width", Format(Width)), new XAttribute("height", Format(Height)), new XAttribute("role", "img"),
            new XElement(Svg + "title", _title), style);
        if (isFile && !_isTransparent)
            picture.Add(new XElement(Svg + "rect", new XAttribute("width", Format(Width)), new XAttribute("height", Format(Height)), new XAttribute("class", "page")));
        if (isFile && _hasHeading)
        {
            picture.Add(new XElement(Svg + "text", new XAttribute("x", "24"), new XAttribute("y", "34"), new XAttribute("class", "heading"),
                new XAttribute("text-anchor", "start"), _title));
        }

        picture.Add(_content.Select(element => new XElement(element)));
        return picture;
    }

    private XElement Add(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var element = new XElement(Svg + name);
        foreach ((string attribute, string value) in attributes)
            element.Add(new XAttribute(attribute, value));
        _content.Add(element);
        return element;
    }

    private static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "expected a positive finite number of pixels.");
}
