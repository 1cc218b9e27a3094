using SimdNet.Neurons;
using SimdNet.Reports;

namespace Neurons;

/// <summary>The voltage of each model over time, with a current that begins after a tenth of it.</summary>
internal static class TracesPicture
{
    private const int Samples = 1200, Columns = 2;

    private static readonly (string Title, NeuronModel Model, double Current, double Milliseconds)[] s_panels =
    [
        ("Hodgkin-Huxley, 10 uA/cm2", HodgkinHuxley.Standard, 10, 120),
        ("Leaky integrate-and-fire, 2 uA/cm2", LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 2 }, 2, 120),
        ("Morris-Lecar, Hopf, 100 uA/cm2", MorrisLecar.Hopf, 100, 600),
        ("Morris-Lecar, saddle-node, 42 uA/cm2", MorrisLecar.SaddleNode, 42, 600),
        ("Izhikevich, regular spiking, 10", Izhikevich.RegularSpiking, 10, 300),
        ("Izhikevich, intrinsically bursting, 10", Izhikevich.IntrinsicallyBursting, 10, 300),
        ("Izhikevich, chattering, 10", Izhikevich.Chattering, 10, 300),
        ("Izhikevich, fast spiking, 10", Izhikevich.FastSpiking, 10, 300),
    ];

    public static void Save(string path)
    {
        int rows = (s_panels.Length + Columns - 1) / Columns;
        var svg = new SvgPicture(900, 80 + (220 * rows), "Voltages of neurons", transparent: true);
        for (int i = 0; i < s_panels.Length; i++)
        {
            (string title, NeuronModel model, double current, double milliseconds) = s_panels[i];
            double left = 84 + (430 * (i % Columns)), top = 86 + (220 * (i / Columns));
            new LinePlot(svg, left, top, 350, 120).Draw(title, Axis.Linear("time, ms", 0, milliseconds), Axis.Linear(i % Columns == 0 ? "V, mV" : "", -80, 60, 40),
                new Series("V", "first", Trace(model, current, milliseconds)));
        }

        svg.Save(path);
    }

    private static List<(double X, double Y)> Trace(NeuronModel model, double current, double milliseconds)
    {
        // A sample of every step of a model with a reset: its spikes are in one sample each.
        int stepsPerSample = model is Izhikevich or LeakyIntegrateAndFire ? 1 : 10;
        float[] voltages = new float[Samples];
        using var population = new Population<float>(model, 1, milliseconds / (Samples * stepsPerSample));
        population.Advance(Samples * stepsPerSample, [], [Current.Step(current, milliseconds / 10)], new Recording<float> { Voltages = voltages, Every = stepsPerSample });
        return [.. voltages.Select((v, i) => ((i + 1) * milliseconds / Samples, (double)v))];
    }
}
