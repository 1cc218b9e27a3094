using SimdNet.Neurons;
using SimdNet.Reports;

namespace Neurons;

/// <summary>Morris and Lecar's two variables against each other: where V' = 0, where w' = 0, and orbits from two starts.</summary>
internal static class PhasePlanePicture
{
    private const double LowestVoltage = -70, HighestVoltage = 50, HighestOpen = 0.6;
    private const int Samples = 400;

    public static void Save(string path)
    {
        var svg = new SvgPicture(1120, 400, "Phase planes of Morris and Lecar's model", transparent: true);
        LinePlot.DrawLegend(svg, 84, 66, new Series("orbit", "first", []), new Series("V' = 0", "second", []), new Series("w' = 0", "second dashed", []));
        Draw(svg, 84, "Hopf, 100 uA/cm2", MorrisLecar.Hopf, 100, [-60, -10]);
        Draw(svg, 434, "Saddle-node, 42 uA/cm2", MorrisLecar.SaddleNode, 42, [-60]);
        Draw(svg, 784, "Homoclinic, 38 uA/cm2", MorrisLecar.Homoclinic, 38, [-60, -25]);
        svg.Save(path);
    }

    private static void Draw(SvgPicture svg, double left, string title, MorrisLecar model, double current, ReadOnlySpan<double> starts)
    {
        var series = new List<Series> { VoltageNullcline(model, current), OpenNullcline(model) };
        foreach (double start in starts)
            series.Add(Orbit(model, current, start));
        new LinePlot(svg, left, 110, 290, 220).Draw(title, Axis.Linear("V, mV", LowestVoltage, HighestVoltage, 20), Axis.Linear(left < 100 ? "w" : "", 0, HighestOpen, 0.2), [.. series]);
    }

    // V' falls along w in a straight line: its zero is where the line through w = 0 and w = 1 has it.
    private static Series VoltageNullcline(MorrisLecar model, double current)
    {
        double[] closed = new double[2], open = new double[2];
        return new Series("V' = 0", "second", [.. Voltages().Select(v =>
        {
            model.Evaluate(current, [v, 0], closed);
            model.Evaluate(current, [v, 1], open);
            double w = closed[0] / (closed[0] - open[0]);
            return (v, w is >= 0 and <= HighestOpen ? w : double.NaN);
        })]);
    }

    private static Series OpenNullcline(MorrisLecar model)
    {
        double[] x = new double[2];
        return new Series("w' = 0", "second dashed", [.. Voltages().Select(v =>
        {
            model.Settle(v, x);
            return (v, x[1] <= HighestOpen ? x[1] : double.NaN);
        })]);
    }

    private static Series Orbit(MorrisLecar model, double current, double start)
    {
        const int Steps = 4000, StepsPerPoint = 4;
        var points = new List<(double X, double Y)>();
        using var population = new Population<double>(model, 1, 0.1);
        population.Voltages[0] = start;
        points.Add((start, population.Variable(1)[0]));
        for (int i = 0; i < Steps / StepsPerPoint; i++)
        {
            population.Advance(StepsPerPoint, Current.Constant(current));
            points.Add((population.Voltages[0], population.Variable(1)[0]));
        }

        return new Series("orbit", "first", points);
    }

    private static IEnumerable<double> Voltages() => Enumerable.Range(0, Samples + 1).Select(i => LowestVoltage + ((HighestVoltage - LowestVoltage) * i / Samples));
}
