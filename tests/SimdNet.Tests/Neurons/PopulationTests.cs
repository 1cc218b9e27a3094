using System.Numerics;
using SimdNet.Buffers;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

public class PopulationTests
{
    public static TheoryData<string> Models => [.. s_models.Keys];

    private static readonly Dictionary<string, (NeuronModel Model, double Current)> s_models = new()
    {
        ["hodgkin-huxley"] = (HodgkinHuxley.Standard, 10),
        ["morris-lecar"] = (MorrisLecar.Hopf, 100),
        ["izhikevich"] = (Izhikevich.RegularSpiking, 10),
        ["integrate-and-fire"] = (LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 2 }, 2),
    };

    [Fact]
    public void Hodgkin_Huxley_fires_again_and_again_at_10()
    {
        double[] times = SpikesOf(HodgkinHuxley.Standard, 10, milliseconds: 500, timeStep: 0.02);
        Assert.InRange(times.Length, 30, 40);
        double[] intervals = [.. times.Skip(5).Zip(times.Skip(6), (a, b) => b - a)];
        Assert.All(intervals, interval => Assert.Equal(intervals[0], interval, 0.01));
        Assert.InRange(intervals[0], 14.5, 14.8); // 68 Hz at 6.3 degrees
        Assert.InRange(SpikesOf(HodgkinHuxley.Standard, 5, milliseconds: 500, timeStep: 0.02).Length, 0, 3);
    }

    // Type I: the frequency begins near 0 and rises as a root; type II: it begins at a value of its own.
    [Fact]
    public void The_sets_of_Morris_and_Lecar_are_of_the_type_that_they_are_named_for()
    {
        double typeOne = OnsetFrequency(MorrisLecar.SaddleNode, 39.5, 40.5, 0.25, 3000), typeTwo = OnsetFrequency(MorrisLecar.Hopf, 80, 100, 0.25, 3000);
        Assert.InRange(typeOne, 0.01, 3);
        Assert.InRange(typeTwo, 6, 20);
        Assert.InRange(OnsetFrequency(HodgkinHuxley.Standard, 5, 11, 0.05, 1000), 45, 70);
    }

    // Rest and repetitive firing beside each other: which of them a neuron is in at 38 depends on where it began.
    [Fact]
    public void The_homoclinic_set_rests_and_fires_at_one_current()
    {
        using var population = new Population<double>(MorrisLecar.Homoclinic, 2, 0.1);
        population.Voltages[1] = -25;
        int[] counts = new int[2];
        population.Advance(10_000, [], [Current.Constant(38)], default);
        population.Advance(10_000, [], [Current.Constant(38)], new Recording<double> { SpikeCounts = counts });
        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 20, 1000);
    }

    [Fact]
    public void Izhikevichs_sets_fire_as_they_are_named()
    {
        double[] regular = SpikesOf(Izhikevich.RegularSpiking, 10, 1000, 0.1), fast = SpikesOf(Izhikevich.FastSpiking, 10, 1000, 0.1);
        double[] bursting = SpikesOf(Izhikevich.IntrinsicallyBursting, 10, 1000, 0.1), chattering = SpikesOf(Izhikevich.Chattering, 10, 1000, 0.1);
        Assert.True(regular[^1] - regular[^2] > 1.5 * (regular[1] - regular[0]), "regular spiking adapts");
        Assert.Equal(fast[^1] - fast[^2], fast[11] - fast[10], 0.2);
        Assert.True(fast.Length > 2 * regular.Length, "fast spiking is faster");
        Assert.True(bursting[1] - bursting[0] < 0.3 * (bursting[^1] - bursting[^2]), "a burst, then single spikes");
        double[] gaps = [.. chattering.Zip(chattering.Skip(1), (a, b) => b - a)];
        Assert.True(gaps.Max() > 4 * gaps.Min() && gaps.Count(gap => gap > 2 * gaps.Min()) > 5, "bursts again and again");
    }

    [Fact]
    public void Integrate_and_fire_has_the_interval_of_its_formula()
    {
        LeakyIntegrateAndFire model = LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 2 };
        double[] times = SpikesOf(model, 2, 500, 0.001, Integrator.ExponentialEuler);
        double expected = 2 + (10 * Math.Log(20.0 / 5));
        for (int i = 1; i < times.Length; i++)
            Assert.Equal(expected, times[i] - times[i - 1], 0.002);
        Assert.InRange(times.Length, 29, 32);
        Assert.Empty(SpikesOf(model, 1.49, 500, 0.1));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Floats_follow_doubles(string name)
    {
        (NeuronModel model, double current) = s_models[name];
        foreach (Integrator integrator in Enum.GetValues<Integrator>())
        {
            using var floats = new Population<float>(model, 3, 0.01, integrator);
            using var doubles = new Population<double>(model, 3, 0.01, integrator);
            floats.Advance(400, Current.Constant(current));
            doubles.Advance(400, Current.Constant(current));
            // a voltage of at most 2^7 is rounded 400 times, to 2^-17 at worst, and a growth of a few times is allowed for
            Assert.Equal(doubles.Voltages[1], floats.Voltages[1], 400 * Math.ScaleB(1, -17) * 4);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Advancing_allocates_nothing(string name)
    {
        (NeuronModel model, double current) = s_models[name];
        using var pool = new WorkerPool(2);
        foreach (Integrator integrator in Enum.GetValues<Integrator>())
        {
            Assert.Equal(0, Allocated<float>(model, current, integrator, null));
            Assert.Equal(0, Allocated<float>(model, current, integrator, pool));
            Assert.Equal(0, Allocated<double>(model, current, integrator, pool));
        }
    }

    // A neuron's bits do not depend on how many others there are, nor on how many threads share them.
    [Theory]
    [MemberData(nameof(Models))]
    public void Neither_threads_nor_the_size_of_the_population_change_a_bit(string name)
    {
        const int Largest = 400;
        (NeuronModel model, double current) = s_models[name];
        using WorkerPool two = new(2), three = new(3);
        foreach (Integrator integrator in Enum.GetValues<Integrator>())
        {
            float[] all = Voltages<float>(model, current, integrator, Largest, null);
            foreach (WorkerPool pool in new[] { two, three })
                SameBits.AssertEqual(all, Voltages<float>(model, current, integrator, Largest, pool));
            foreach (int count in Enumerable.Range(1, 40).Concat([127, 128, 129, 255, 256, 257]))
                SameBits.AssertEqual([.. all.Chunk(Largest).SelectMany(row => row[..count])], Voltages<float>(model, current, integrator, count, count % 2 == 0 ? two : null));

            double[] doubles = Voltages<double>(model, current, integrator, 130, null);
            Assert.Equal(doubles, Voltages<double>(model, current, integrator, 130, three));
            Assert.Equal([.. doubles.Chunk(130).SelectMany(row => row[..7])], Voltages<double>(model, current, integrator, 7, null));
        }
    }

    [Fact]
    public void What_is_given_is_each_neurons_own()
    {
        var model = new LeakyIntegrateAndFire { LeakConductance = 0, Threshold = 1e6, InitialVoltage = 0 };
        using var population = new Population<float>(model, 3, 1);
        population.Advance(2, [1, 2, 3], [], default);
        Assert.Equal([2f, 4, 6], population.Voltages.ToArray());
        population.Advance(2, [1, 0, 0, 0, 5, -1], [], default);
        Assert.Equal([3f, 9, 5], population.Voltages.ToArray());
        population.Reset();
        Assert.Equal([0f, 0, 0], population.Voltages.ToArray());
        Assert.Equal(0, population.StepsTaken);
    }

    [Fact]
    public void Spikes_beyond_the_capacity_are_counted()
    {
        double[] times = new double[4];
        int[] counts = new int[2];
        using var population = new Population<float>(HodgkinHuxley.Standard, 2, 0.02);
        population.Advance(5000, [0f, 10f], [], new Recording<float> { SpikeTimes = times, SpikeCounts = counts });
        Assert.Equal(0, counts[0]);
        Assert.InRange(counts[1], 6, 8);
        Assert.Equal([0, 0], times[..2]);
        Assert.True(0 < times[2] && times[2] < times[3]);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => new Population<float>(null!, 1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(HodgkinHuxley.Standard, 0, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(HodgkinHuxley.Standard, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(HodgkinHuxley.Standard, 1, 0.1, (Integrator)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(HodgkinHuxley.Standard, int.MaxValue, 0.1));
        Assert.Throws<NotSupportedException>(() => new Population<int>(HodgkinHuxley.Standard, 1, 0.1));
        Assert.Contains("Capacitance", Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(new HodgkinHuxley { Capacitance = 0 }, 1, 0.1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(MorrisLecar.Hopf with { V2 = double.NaN }, 1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(new Izhikevich(0.02, 0.2, 30, 8), 1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Population<float>(new LeakyIntegrateAndFire { VReset = -40 }, 1, 0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Current.Pulse(1, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Current.Constant(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Current.Noise(0, -1, 1, 1));

        using var population = new Population<float>(HodgkinHuxley.Standard, 3, 0.1);
        Assert.Throws<ArgumentOutOfRangeException>(() => population.Advance(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => population.Variable(4));
        Assert.Contains("4 numbers", Refusal(() => population.Advance(2, new float[4], [], default)), StringComparison.Ordinal);
        Assert.Contains("need 6", Refusal(() => population.Advance(2, [], [], new Recording<float> { Voltages = new float[5] })), StringComparison.Ordinal);
        Assert.Contains("3 neurons", Refusal(() => population.Advance(2, [], [], new Recording<float> { SpikeTimes = new double[4], SpikeCounts = new int[3] })), StringComparison.Ordinal);
        Assert.Contains("SpikeCounts holds 0", Refusal(() => population.Advance(2, [], [], new Recording<float> { SpikeTimes = new double[3] })), StringComparison.Ordinal);
        Assert.Contains("-1", Refusal(() => population.Advance(2, [], [], new Recording<float> { SpikeCounts = [0, -1, 0] })), StringComparison.Ordinal);
        Assert.Equal(0, population.StepsTaken);
        population.Dispose();
        Assert.Throws<ObjectDisposedException>(() => population.Advance(1));

        static string Refusal(Action action) => Assert.Throws<ArgumentException>(action).Message;
    }

    private static double[] SpikesOf(NeuronModel model, double current, double milliseconds, double timeStep, Integrator integrator = Integrator.RungeKutta4)
    {
        double[] times = new double[1000];
        int[] counts = new int[1];
        using var population = new Population<double>(model, 1, timeStep, integrator);
        population.Advance((int)Math.Round(milliseconds / timeStep), [], [Current.Constant(current)], new Recording<double> { SpikeTimes = times, SpikeCounts = counts });
        return times[..counts[0]];
    }

    // The frequency in Hz at the lowest of 33 currents at which a neuron still fires late in a long run: all currents are one population.
    private static double OnsetFrequency(NeuronModel model, double low, double high, double timeStep, double milliseconds)
    {
        const int Count = 33, Capacity = 600;
        float[] given = [.. Enumerable.Range(0, Count).Select(i => (float)(low + ((high - low) * i / (Count - 1))))];
        double[] times = new double[Count * Capacity];
        int[] counts = new int[Count];
        using var population = new Population<float>(model, Count, timeStep);
        population.Advance((int)(milliseconds / timeStep), given, [], new Recording<float> { SpikeTimes = times, SpikeCounts = counts });
        for (int i = 0; i < Count; i++)
        {
            double[] own = times[(i * Capacity)..((i * Capacity) + counts[i])];
            if (own.Length > 3 && own[^1] > 0.75 * milliseconds)
                return 1000 / (own[^1] - own[^2]);
        }

        return double.NaN;
    }

    private static long Allocated<TNumber>(NeuronModel model, double current, Integrator integrator, WorkerPool? pool)
        where TNumber : unmanaged
    {
        const int Count = 150, Steps = 20;
        using var population = new Population<TNumber>(model, Count, 0.05, integrator);
        TNumber[] voltages = new TNumber[Count * Steps], given = new TNumber[Count];
        double[] times = new double[Count * 4];
        int[] counts = new int[Count];
        Current[] currents = [Current.Constant(current), Current.Noise(0, 1, 0.1, seed: 3), Current.Pulse(1, 0, 0.1, 0.3), Current.Ramp(0, 1, 0, 5)];
        return Allocation.Measure(() =>
            population.Advance(Steps, given, currents, new Recording<TNumber> { Voltages = voltages, SpikeTimes = times, SpikeCounts = counts }, pool), 20);
    }

    private static TNumber[] Voltages<TNumber>(NeuronModel model, double current, Integrator integrator, int count, WorkerPool? pool)
        where TNumber : unmanaged, INumber<TNumber>
    {
        const int Samples = 8, Every = 10;
        using var population = new Population<TNumber>(model, count, 0.05, integrator);
        TNumber[] given = [.. Enumerable.Range(0, count).Select(i => TNumber.CreateTruncating(i * 0.01))], voltages = new TNumber[count * Samples];
        population.Advance(Samples * Every, given, [Current.Constant(current), Current.Noise(0, 20, 0.5, seed: 1)], new Recording<TNumber> { Voltages = voltages, Every = Every }, pool);
        return voltages;
    }
}
