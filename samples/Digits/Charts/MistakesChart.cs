using SimdNet.Reports;

namespace Digits.Charts;

/// <summary>The test digits that the network misread.</summary>
internal static class MistakesChart
{
    private const int MaxColumns = 8;
    private const double PixelSize = 10, Picture = DigitsData.Side * PixelSize, CellWidth = 116, CellHeight = 118;

    public static SvgPicture Draw(DigitsData data, int[] predictions)
    {
        int[] mistakes = [.. Enumerable.Range(0, predictions.Length).Where(i => predictions[i] != data.Test.Label(i))];
        string heading = mistakes.Length == 0
            ? $"All {predictions.Length} test digits were read correctly"
            : $"{mistakes.Length} of {predictions.Length} test digits misread";
        int columns = Math.Clamp(mistakes.Length, 4, MaxColumns), rows = (mistakes.Length + columns - 1) / columns;
        var svg = new SvgPicture(30 + columns * CellWidth, 60 + rows * CellHeight, heading);
        for (int k = 0; k < mistakes.Length; k++)
        {
            int digit = mistakes[k];
            double left = 24 + k % columns * CellWidth, top = 58 + k / columns * CellHeight;
            DrawDigit(svg, left, top, data.TestPixels(digit));
            svg.Text(left + Picture / 2, top + Picture + 18, $"read {predictions[digit]}, is {data.Test.Label(digit)}", anchor: "middle");
        }

        return svg;
    }

    private static void DrawDigit(SvgPicture svg, double left, double top, byte[] pixels)
    {
        svg.Rectangle(left, top, Picture, Picture, "paper");
        for (int i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > 0)
            {
                svg.Rectangle(left + i % DigitsData.Side * PixelSize, top + i / DigitsData.Side * PixelSize, PixelSize, PixelSize,
                    "ink", (double)pixels[i] / DigitsData.MaxPixel);
            }
        }
    }
}
