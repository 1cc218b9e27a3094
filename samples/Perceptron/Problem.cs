using System.Globalization;
using SimdNet.Reports;

namespace PerceptronSample;

/// <summary>A coordinate of the plane: what it is, and which part of it is drawn.</summary>
internal sealed record Extent(string Label, double Min, double Max, double Step)
{
    public Axis Axis(bool titled) => SimdNet.Reports.Axis.Linear(titled ? Label : "", Min, Max, Step);
}

/// <summary>Points in the plane in two classes, 0 and 1. What is measured, rather than 0 and 1, a perceptron is given standardized.</summary>
internal sealed record Problem(string Name, string File, float[] Inputs, int[] Labels, string[] ClassNames, Extent X, Extent Y, bool IsMeasured)
{
    private const int PetalLength = 2, PetalWidth = 3, IrisFeatures = 4, Species = 3;

    private static readonly float[] s_corners = [0, 0, 0, 1, 1, 0, 1, 1];

    public static Problem And => Gate("AND", [0, 0, 0, 1]);

    public static Problem Or => Gate("OR", [0, 1, 1, 1]);

    /// <summary>Which no line separates.</summary>
    public static Problem Xor => Gate("XOR", [0, 1, 1, 0]);

    /// <summary>Petals of irises: setosa and the rest, which a line separates, and virginica and versicolor, which none does.</summary>
    /// <exception cref="InvalidDataException">a line is not four numbers and a class; the message has its number</exception>
    public static (Problem Setosa, Problem Virginica) Irises(string path)
    {
        string[] lines = System.IO.File.ReadAllLines(path);
        Petal[] petals = [.. Enumerable.Range(1, lines.Length - 1).Select(i => Petal.Parse(lines[i], $"{Path.GetFileName(path)}, line {i + 1}"))]; // line 1 names the columns
        return (Iris("Iris setosa and the rest", "iris-setosa.svg", petals, petal => petal.Species == 0, ["other", "setosa"], new("petal length, cm", 0, 8, 2), new("petal width, cm", 0, 3, 1)),
            Iris("Iris virginica and versicolor", "iris-virginica.svg", [.. petals.Where(petal => petal.Species > 0)], petal => petal.Species == 2, ["versicolor", "virginica"], new("petal length, cm", 2, 8, 1), new("petal width, cm", 0.5, 3, 0.5)));
    }

    private static Problem Gate(string name, int[] labels) =>
        new(name, name.ToLowerInvariant() + ".svg", s_corners, labels, ["0", "1"], new("input 1", -1, 2, 1), new("input 2", -1, 2, 1), IsMeasured: false);

    private static Problem Iris(string name, string file, Petal[] petals, Func<Petal, bool> isOne, string[] classes, Extent x, Extent y) =>
        new(name, file, [.. petals.SelectMany(petal => new[] { petal.Length, petal.Width })], [.. petals.Select(petal => isOne(petal) ? 1 : 0)], classes, x, y, IsMeasured: true);

    private sealed record Petal(float Length, float Width, int Species)
    {
        public static Petal Parse(string line, string place)
        {
            string[] fields = line.Split(',');
            if (fields.Length == IrisFeatures + 1 && Number(fields[PetalLength], out float length) && Number(fields[PetalWidth], out float width)
                && int.TryParse(fields[IrisFeatures], NumberStyles.None, CultureInfo.InvariantCulture, out int species) && species < Problem.Species)
                return new Petal(length, width, species);
            throw new InvalidDataException($"{place}: {IrisFeatures} numbers and a class from 0 to {Problem.Species - 1} expected, not '{line}'");
        }

        private static bool Number(string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }
}
