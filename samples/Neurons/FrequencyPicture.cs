using SimdNet.Neurons;
using SimdNet.Reports;

namespace Neurons;

/// <summary>How fast neurons fire at a constant current, beginning at rest: one population, each neuron with a current of its own.</summary>
internal static class FrequencyPicture
{
    private const int Count = 1001, Capacity = 600;
    private const double Milliseconds = 4000, TimeStep = 0.05;

    public static void Save(string path)
    {
        var svg = new SvgPicture(900, 400, "Frequency and current", transparent: true);
        var typeOne = new Series("saddle-node: type I", "first", Curve(MorrisLecar.SaddleNode, 0, 250));
        var typeTwo = new Series("Hopf: type II", "second dashed", Curve(MorrisLecar.Hopf, 0, 250));
        LinePlot.DrawLegend(svg, 84, 66, typeOne, typeTwo);
        new LinePlot(svg, 84, 110, 350, 220).Draw("Morris-Lecar", Axis.Linear("current, uA/cm2", 0, 250), Axis.Linear("spikes, Hz", 0, 40), typeOne, typeTwo);
        new LinePlot(svg, 514, 110, 350, 220).Draw("Hodgkin-Huxley", Axis.Linear("current, uA/cm2", 0, 50), Axis.Linear("spikes, Hz", 0, 120),
            new Series("", "first", Curve(HodgkinHuxley.Standard, 0, 50)));
        svg.Save(path);
    }

    // Of the second half of the run; the line is broken where firing begins or ends.
    private static List<(double X, double Y)> Curve(NeuronModel model, double low, double high)
    {
        float[] currents = [.. Enumerable.Range(0, Count).Select(i => (float)(low + ((high - low) * i / (Count - 1))))];
        double[] times = new double[Count * Capacity];
        int[] counts = new int[Count];
        using var population = new Population<float>(model, Count, TimeStep);
        population.Advance((int)(Milliseconds / TimeStep), currents, [], new Recording<float> { SpikeTimes = times, SpikeCounts = counts });
        var points = new List<(double X, double Y)>();
        bool fired = false;
        for (int i = 0; i < Count; i++)
        {
            double[] late = [.. times.AsSpan(i * Capacity, Math.Min(counts[i], Capacity)).ToArray().Where(time => time > Milliseconds / 2)];
            bool fires = late.Length > 2;
            if (i > 0 && fires != fired)
                points.Add((currents[i], double.NaN));
            points.Add((currents[i], fires ? 1000 * (late.Length - 1) / (late[^1] - late[0]) : 0));
            fired = fires;
        }

        return points;
    }
}
