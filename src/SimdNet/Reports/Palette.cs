namespace SimdNet.Reports;

/// <summary>The colours of pictures and pages, for light and for dark screens, and the style sheet that gives them to the classes of a picture</summary>
internal static class Palette
{
    public const string LightPage = "#ffffff", LightPaper = "#f6f8fa", LightInk = "#1f2328", LightQuiet = "#59636e", LightGrid = "#e1e4e8", LightAxis = "#8c959f",
        LightFirst = "#0b62d6", LightSecond = "#c2410c";

    public const string DarkPage = "#0d1117", DarkPaper = "#161b22", DarkInk = "#e6edf3", DarkQuiet = "#9198a1", DarkGrid = "#272e38", DarkAxis = "#6e7681",
        DarkFirst = "#6cb2ff", DarkSecond = "#ff9d5c";

    /// <summary>The fonts that systems show their own texts in</summary>
    public const string Fonts = """system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif""";

    /// <summary>The style sheet of a picture. Nothing in it is special in XML.</summary>
    /// <param name="whenDark">the media query of dark screens</param>
    public static string PictureStyle(string whenDark) => $$"""

        text { font: 13px {{Fonts}}; fill: {{LightInk}} }
        text.heading { font-size: 18px; font-weight: 600 }
        text.title { font-size: 14px; font-weight: 600 }
        text.quiet { font-size: 12px; fill: {{LightQuiet}} }
        polyline, line, circle { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
        .page { fill: {{LightPage}} }
        .paper { fill: {{LightPaper}} }
        .ink { fill: {{LightInk}} }
        .grid { stroke: {{LightGrid}}; stroke-width: 1 }
        .axis { stroke: {{LightAxis}}; stroke-width: 1 }
        .first { stroke: {{LightFirst}} }
        .second { stroke: {{LightSecond}} }
        .dashed { stroke-dasharray: 6 5 }
        .dot { stroke-width: 4; stroke-dasharray: none }
        @media {{whenDark}} {
          text, .ink { fill: {{DarkInk}} }
          text.quiet { fill: {{DarkQuiet}} }
          .page { fill: {{DarkPage}} }
          .paper { fill: {{DarkPaper}} }
          .grid { stroke: {{DarkGrid}} }
          .axis { stroke: {{DarkAxis}} }
          .first { stroke: {{DarkFirst}} }
          .second { stroke: {{DarkSecond}} }
        }

        """.ReplaceLineEndings("\n");
}
