using System.Numerics;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

public class RecordingTests
{
    [Fact]
    public void A_sample_is_the_voltage_at_its_steps_end()
    {
        foreach (NeuronModel model in new NeuronModel[] { HodgkinHuxley.Standard, MorrisLecar.Hopf })
        {
            CheckSamples<float>(model, 200, threshold: null);
            CheckSamples<double>(model, 200, threshold: null);
        }
    }

    [Fact]
    public void A_spike_with_a_reset_is_recorded_at_its_threshold()
    {
        CheckSamples<float>(Izhikevich.Chattering, 40, 30);
        CheckSamples<double>(Izhikevich.FastSpiking, 40, 30);
        CheckSamples<float>(LeakyIntegrateAndFire.Standard, 9, -50);
        CheckSamples<double>(LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 0.3 }, 9, -50);
    }

    // Samples of three calls against the state after each single step; a step with a spike is seen by its count.
    private static void CheckSamples<TNumber>(NeuronModel model, double current, double? threshold)
        where TNumber : unmanaged, INumber<TNumber>
    {
        const int Count = 3, Steps = 600;
        foreach (int every in new[] { 0, 1, 2, 7 })
        {
            int apart = Math.Max(1, every), peaks = 0;
            using Population<TNumber> population = new(model, Count, 0.05), single = new(model, Count, 0.05);
            TNumber[] given = [.. Enumerable.Range(0, Count).Select(i => TNumber.CreateTruncating(current + i))], samples = new TNumber[Steps / apart * Count];
            foreach (int steps in new[] { 5, 1, Steps - 6 })
            {
                int done = (int)(population.StepsTaken / apart) * Count;
                population.Advance(steps, given, [], new Recording<TNumber> { Voltages = samples.AsSpan(done), Every = every });
            }

            int[] counts = new int[Count];
            for (int step = 1; step <= Steps; step++)
            {
                int[] before = [.. counts];
                single.Advance(1, given, [], new Recording<TNumber> { SpikeCounts = counts });
                for (int i = 0; i < Count && step % apart == 0; i++)
                {
                    bool isPeak = threshold is not null && counts[i] > before[i];
                    Assert.Equal(isPeak ? TNumber.CreateTruncating(threshold!.Value) : single.Voltages[i], samples[(((step / apart) - 1) * Count) + i]);
                    peaks += isPeak ? 1 : 0;
                }
            }

            Assert.All(counts, count => Assert.InRange(count, 1, Steps));
            Assert.True(threshold is null || every > 1 || peaks == counts.Sum(), $"{peaks} of {counts.Sum()} spikes are seen");
            Assert.True(threshold is null || peaks > 0);
        }
    }
}
