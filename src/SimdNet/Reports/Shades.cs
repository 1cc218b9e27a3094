using System.Globalization;
using System.Text;

namespace SimdNet.Reports;

/// <summary>The shades of a confusion matrix: of one colour what is right, of another what is confused, the more the fuller</summary>
internal static class Shades
{
    public const int Levels = 10;

    // Share of the full colour of the faintest level: one example of many must still be seen.
    private const double Faintest = 0.2;

    /// <summary>The class of a cell; share is in (0, 1]</summary>
    public static string Class(bool isRight, double share) =>
        string.Create(CultureInfo.InvariantCulture, $"{(isRight ? "right" : "confused")} shade{Math.Clamp((int)Math.Ceiling(share * Levels), 1, Levels)}");

    /// <summary>Background and text of each level; the text is black or white, whichever has more contrast</summary>
    public static string Style(string whenDark) =>
        Rules(Palette.LightPage, Palette.LightFirst, Palette.LightSecond) + $"@media {whenDark} {{\n" + Rules(Palette.DarkPage, Palette.DarkFirst, Palette.DarkSecond) + "}\n";

    private static string Rules(string page, string right, string confused)
    {
        var rules = new StringBuilder();
        for (int level = 1; level <= Levels; level++)
        {
            double share = Faintest + ((1 - Faintest) * (level - 1) / (Levels - 1));
            rules.Append(Rule("right", level, Mix(page, right, share))).Append(Rule("confused", level, Mix(page, confused, share)));
        }

        return rules.ToString();
    }

    private static string Rule(string css, int level, int[] colour)
    {
        // WCAG 2: black has more contrast than white from a luminance of 0.179 on.
        string text = Luminance(colour) > 0.179 ? "#000000" : "#ffffff";
        string hex = string.Concat(colour.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $".{css}.shade{level} {{ background: #{hex}; fill: #{hex}; color: {text} }}\n");
    }

    private static int[] Mix(string from, string to, double share) =>
        [.. Parts(from).Zip(Parts(to), (a, b) => (int)Math.Round(a + (share * (b - a))))];

    private static double Luminance(int[] colour) => (0.2126 * Linear(colour[0])) + (0.7152 * Linear(colour[1])) + (0.0722 * Linear(colour[2]));

    private static double Linear(int part) => part <= 10 ? part / 255.0 / 12.92 : Math.Pow(((part / 255.0) + 0.055) / 1.055, 2.4);

    private static int[] Parts(string colour) => [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
