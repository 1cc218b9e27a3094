using SimdNet.Buffers;
using SimdNet.Neurons;

namespace SimdNet.Perf.Comparison;

/// <summary>Populations of neurons.</summary>
internal static class NeuronCases
{
    private const int Steps = 10;
    private const double TimeStep = 0.01, Injected = 10;

    // docs/neurons.md counts them: as many instructions of the multiply-add units for each neuron and step, divisions beside them.
    private const double OperationsPerStep = 404;

    // From the first steps on each contestant rounds in its own way: 10 steps of voltages of at most 2^7.
    private static readonly double s_tolerance = 10 * Math.ScaleB(1, -17) * 4;

    /// <summary>Ten Runge-Kutta steps of Hodgkin and Huxley's neurons; each contestant goes on with its own.</summary>
    public static ComparisonCase HodgkinHuxley(int n) => new($"neurons/hh/{n}", Limit.Fma, 2.0 * OperationsPerStep * n * Steps, 1, contest =>
    {
        AlignedBuffer result = contest.Result(n);
        using var reference = new Population<double>(Neurons.HodgkinHuxley.Standard, 1, TimeStep);
        reference.Advance(Steps, Current.Constant(Injected));
        double expected = reference.Voltages[0];
        contest.Expect(result, Expectation.All([.. Enumerable.Repeat(expected, n)], _ => s_tolerance));
        Population<float> population = contest.Own(new Population<float>(Neurons.HodgkinHuxley.Standard, n, TimeStep));
        Current current = Current.Constant(Injected);
        contest.Add("simdnet", times =>
        {
            for (int i = 0; i < times; i++)
                population.Advance(Steps, current);
            population.Voltages.CopyTo(result.Span);
        });
        var scalar = new ScalarHodgkinHuxley(n);
        contest.Add("scalar C#", times =>
        {
            for (int i = 0; i < times; i++)
                scalar.Advance(Steps, (float)TimeStep, (float)Injected);
            scalar.Voltages.CopyTo(result.Span);
        });
    });
}
