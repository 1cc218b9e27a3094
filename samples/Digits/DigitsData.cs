using System.Globalization;
using System.IO.Compression;
using SimdNet.Training;

namespace Digits;

/// <summary>The UCI digits, split into training and test rows, as network inputs x = (pixel - mean) / scale.</summary>
/// <remarks>mean is each pixel's own, scale one standard deviation common to all pixels; both come from the training rows alone.
/// A scale per pixel would blow up the pixels at the border, which are nearly always blank.</remarks>
internal sealed class DigitsData
{
    public const int Side = 8, Pixels = Side * Side, Classes = 10, MaxPixel = 16;

    private readonly List<byte> _testPixels = [];

    private DigitsData(List<byte> pixels, List<int> labels)
    {
        List<byte> trainingPixels = [];
        List<int> trainingLabels = [], testLabels = [];
        for (int row = 0; row < labels.Count; row++)
        {
            bool isTest = row % 5 == 4;
            (isTest ? _testPixels : trainingPixels).AddRange(pixels.GetRange(row * Pixels, Pixels));
            (isTest ? testLabels : trainingLabels).Add(labels[row]);
        }

        Mean = MeanOfEachPixel(trainingPixels);
        Scale = StandardDeviation(trainingPixels, Mean);
        Training = DataSet.FromLabels(Inputs(trainingPixels), Pixels, trainingLabels.ToArray(), Classes);
        Test = DataSet.FromLabels(Inputs(_testPixels), Pixels, testLabels.ToArray(), Classes);
    }

    public DataSet Training { get; }

    /// <summary>The rows with index % 5 == 4 in file order.</summary>
    public DataSet Test { get; }

    public float[] Mean { get; }

    public float Scale { get; }

    /// <summary>A test digit as the file has it: 64 values from 0 (paper) to 16 (ink), row by row.</summary>
    public byte[] TestPixels(int index) => [.. _testPixels.GetRange(index * Pixels, Pixels)];

    /// <exception cref="InvalidDataException">not gzip, or a line that is not 64 pixels and a class; the message has the line's number</exception>
    public static DigitsData Load(string path)
    {
        string name = Path.GetFileName(path);
        using FileStream file = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        List<byte> pixels = [];
        List<int> labels = [];
        int number = 0;
        try
        {
            while (reader.ReadLine() is { } line)
            {
                number++;
                labels.Add(ParseLine(line, pixels));
            }
        }
        catch (FormatException e)
        {
            throw new InvalidDataException($"{name}, line {number}: {e.Message}", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name}, after line {number}: not a sound gzip file ({e.Message})", e);
        }

        if (labels.Count < 5)
            throw new InvalidDataException($"{name} has {labels.Count} digits; every fifth is for testing, so that 5 are the least");
        return new DigitsData(pixels, labels);
    }

    private static int ParseLine(string line, List<byte> pixels)
    {
        string[] fields = line.Split(',');
        if (fields.Length != Pixels + 1)
            throw new FormatException($"{Pixels} pixels and a class expected, {fields.Length} values found");
        for (int i = 0; i < Pixels; i++)
            pixels.Add(ParseField(fields[i], MaxPixel, $"pixel {i + 1}"));
        return ParseField(fields[Pixels], Classes - 1, "the class");
    }

    private static byte ParseField(string text, int max, string what) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) && value <= max
            ? value
            : throw new FormatException($"{what} must be a whole number from 0 to {max}, not '{(text.Length <= 20 ? text : text[..20] + "...")}'");

    private static float[] MeanOfEachPixel(List<byte> pixels)
    {
        var mean = new float[Pixels];
        for (int i = 0; i < pixels.Count; i++)
            mean[i % Pixels] += pixels[i];
        for (int i = 0; i < Pixels; i++)
            mean[i] /= pixels.Count / Pixels;
        return mean;
    }

    private static float StandardDeviation(List<byte> pixels, float[] mean)
    {
        double squares = 0;
        for (int i = 0; i < pixels.Count; i++)
            squares += Math.Pow(pixels[i] - mean[i % Pixels], 2);
        return squares > 0 ? (float)Math.Sqrt(squares / pixels.Count) : 1;
    }

    private float[] Inputs(List<byte> pixels)
    {
        var inputs = new float[pixels.Count];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = (pixels[i] - Mean[i % Pixels]) / Scale;
        return inputs;
    }
}
