using SimdNet.Buffers;
using SimdNet.Neurons;

namespace SimdNet.Tests.Documentation;

/// <summary>The snippet of docs/neurons.md, compiled and run.</summary>
internal static class NeuronsGuide
{
    public static void Run(Action<string> print)
    {
        // snippet
        const int Count = 100, Capacity = 20, Steps = 10_000, Every = 10;
        using var pool = new WorkerPool(2);
        using var population = new Population<float>(HodgkinHuxley.Standard, Count, timeStep: 0.01); // ms; Runge-Kutta if nothing else is said
        float[] given = [.. Enumerable.Range(0, Count).Select(i => 0.25f * i)];                      // uA/cm2, each neuron's own
        float[] voltages = new float[Steps / Every * Count];                                         // mV, a row of all neurons every 10 steps
        double[] spikeTimes = new double[Count * Capacity];                                          // ms, room for 20 spikes of each
        int[] spikeCounts = new int[Count];
        population.Advance(Steps, given, [Current.Step(2, start: 5), Current.Noise(0, 1, interval: 0.1, seed: 1)],
            new Recording<float> { Voltages = voltages, Every = Every, SpikeTimes = spikeTimes, SpikeCounts = spikeCounts }, pool);
        foreach (int i in new[] { 20, 40, 80 })
            print(FormattableString.Invariant($"{given[i]} uA/cm2: {spikeCounts[i]} spikes, the first at {spikeTimes[i * Capacity]:F3} ms"));
        // end
    }
}
