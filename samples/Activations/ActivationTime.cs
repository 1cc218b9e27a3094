using System.Diagnostics;
using SimdNet.Kernels;

namespace Activations;

/// <summary>Nanoseconds for each element of 4096, one thread.</summary>
internal sealed record ActivationTime(double Forward, double Backward)
{
    public const int Length = 4096, Rounds = 21;
    public const double SliceMilliseconds = 4;

    // The runtime compiles hot methods again, 100 ms after the first calls: it must be done by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(500);

    /// <summary>Medians of rounds; each round gives every function a slice, beginning with another one each time.</summary>
    public static IReadOnlyList<ActivationTime> Measure(IReadOnlyList<Activation> activations)
    {
        float[] x = [.. Enumerable.Range(0, Length).Select(i => 10f * i / (Length - 1) - 5)];
        float[] y = new float[Length], dy = new float[Length], dx = new float[Length];
        Array.Fill(dy, 1);
        Action[] calls =
        [
            .. activations.Select(f => (Action)(() => ActivationKernels.Forward(f, x, y))),
            .. activations.Select(f => (Action)(() => ActivationKernels.Backward(f, x, y, dy, dx))),
        ];

        var warmUp = Stopwatch.StartNew();
        while (warmUp.Elapsed < WarmUp)
            Array.ForEach(calls, call => Nanoseconds(call, 10));
        int[] repeats = [.. calls.Select(call => 1 + (int)(SliceMilliseconds * 1e6 / Nanoseconds(call, 500)))];

        double[][] samples = [.. calls.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int k = 0; k < calls.Length; k++)
            {
                int call = (k + round) % calls.Length;
                samples[call][round] = Nanoseconds(calls[call], repeats[call]) / Length;
            }
        }

        Array.ForEach(samples, Array.Sort);
        return [.. activations.Select((_, i) => new ActivationTime(samples[i][Rounds / 2], samples[i + activations.Count][Rounds / 2]))];
    }

    private static double Nanoseconds(Action call, int repeats)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
            call();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repeats;
    }
}
