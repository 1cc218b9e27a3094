using System.Runtime.InteropServices;
using SimdNet.Buffers;
using SimdNet.Neurons;

namespace SimdNet.Tests.Contract;

/// <summary>200 steps of 150 neurons that fire, with noise and a ramp: voltages and spike times have the same SHA-256 on every CPU.</summary>
public class NeuronFingerprintTests
{
    private static readonly Dictionary<string, (NeuronModel Model, double TimeStep, string Expected)> s_models = new()
    {
        ["hodgkin-huxley"] = (HodgkinHuxley.Standard, 0.05, "4659e9e6c4d7b579845bf712b74589e1d7fc909d22d69c3b2917b50594e7f277"),
        ["morris-lecar"] = (MorrisLecar.Hopf, 0.5, "7560df942eb26515df54c60c72bd2517219d51455ae18038f04ef11b7682e594"),
        ["izhikevich"] = (Izhikevich.Chattering, 0.25, "e9fa3f037a1d23a2f4fcc25629a00889b47afab82b10477fc9fc7af821eac13a"),
        ["integrate-and-fire"] = (LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 2 }, 0.1, "906dabda204e441c232d3b331440476558bb9d3d340ed3d0ced290d7a5a8e1de"),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Neurons_give_the_same_bits_everywhere(string name)
    {
        (NeuronModel model, double timeStep, string expected) = s_models[name];
        using var pool = new WorkerPool(2);
        using var fingerprint = new Fingerprint();
        foreach (Integrator integrator in Enum.GetValues<Integrator>())
        {
            const int Count = 150, Steps = 200, Capacity = 8;
            float[] voltages = new float[Count * Steps], given = [.. Enumerable.Range(0, Count).Select(i => i * 0.1f)];
            double[] times = new double[Count * Capacity];
            int[] counts = new int[Count];
            using var population = new Population<float>(model, Count, timeStep, integrator);
            population.Advance(Steps, given, [Current.Noise(5, 2, 4 * timeStep, seed: 11), Current.Ramp(0, 100, 0, Steps * timeStep)],
                new Recording<float> { Voltages = voltages, SpikeTimes = times, SpikeCounts = counts }, pool);
            Assert.True(counts.Sum() > 50, $"{counts.Sum()} spikes");
            fingerprint.Append(voltages).Append(MemoryMarshal.Cast<double, float>(times)).Append(MemoryMarshal.Cast<int, float>(counts));
            using var doubles = new Population<double>(model, 1, timeStep, integrator);
            doubles.Advance(Steps, Current.Constant(12));
            fingerprint.Append(MemoryMarshal.Cast<double, float>(doubles.Voltages));
        }

        Assert.True(expected == fingerprint.ToString(), $"{name}: expected {expected}, got {fingerprint}");
    }
}
