using SimdNet.Kernels;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

public class CurrentTests
{
    // Its voltage is the integral of the current.
    private static readonly LeakyIntegrateAndFire s_integrator = new() { LeakConductance = 0, Threshold = 1e6, InitialVoltage = 0 };

    [Fact]
    public void Currents_add_up_and_have_their_corners()
    {
        Assert.Equal(6, Integral(10, Current.Step(2, 7)), 1e-12);
        Assert.Equal(3, Integral(10, Current.Pulse(1.5, 7, 2)), 1e-12);
        Assert.Equal(6, Integral(10, Current.Pulse(2, 1, 1, 4)), 1e-12);
        Assert.Equal(1 + 10.5 + 6, Integral(10, Current.Ramp(0.5, 3, 2, 6), Current.Step(-2, 10)), 1e-12);
        Assert.Equal(12 - 5, Integral(10, Current.Constant(1.2), Current.Constant(-0.5)), 1e-12);
        Assert.Equal(6, Integral(10, Current.Ramp(0, 2, 7, 0)), 1e-12);
    }

    // Steps of 0.25 ms: 7.1 is nearest to 7, 7.2 to 7.25.
    [Fact]
    public void Corners_are_rounded_to_steps()
    {
        Assert.Equal(2 * 3, Integral(10, Current.Step(2, 7.1)), 1e-12);
        Assert.Equal(2 * 2.75, Integral(10, Current.Step(2, 7.2)), 1e-12);
        Assert.Equal(2 * 0.5, Integral(10, Current.Pulse(2, 7.2, 0.6)), 1e-12);
        Assert.Equal(1.25 + (2 * 5), Integral(10, Current.Ramp(0, 2, 3.7, 1.2)), 1e-12); // from 3.75 to 5
        Assert.Equal(20, Integral(10, Current.Step(2, -5)), 1e-12);
    }

    // A period of 1.1 steps or of 2.6: after 1,000 ms as many pulses as there are periods.
    [Theory]
    [InlineData(0.275)]
    [InlineData(0.65)]
    [InlineData(0.3125)]
    [InlineData(7)]
    public void A_train_of_pulses_does_not_drift(double period)
    {
        using var population = new Population<double>(s_integrator, 1, 0.25, Integrator.ForwardEuler);
        double[] voltages = new double[4000];
        population.Advance(4000, [], [Current.Pulse(1, 3, 0.25, period)], new Recording<double> { Voltages = voltages });
        double[] began = [.. Enumerable.Range(0, 4000).Where(i => voltages[i] - (i == 0 ? 0 : voltages[i - 1]) > 0.1).Select(i => i * 0.25)];
        Assert.Equal(Enumerable.Range(0, began.Length).Select(n => Math.Round((3 + (n * period)) / 0.25) * 0.25), began);
        Assert.Equal(997 / period, began.Length, 1.0);
    }

    [Fact]
    public void Noise_has_its_mean_and_deviation_and_is_held()
    {
        const int Count = 1000;
        double[] voltages = Noise(Current.Noise(3, 2, 1, seed: 5), Count, steps: 4, timeStep: 0.5);
        double[] first = [.. voltages[..Count].Select(v => v * 2)];
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(2 * voltages[i], voltages[Count + i], 1e-12); // held for two steps
            Assert.NotEqual(voltages[Count + i] + (first[i] / 2), voltages[(2 * Count) + i]);
        }

        // five standard errors
        Assert.Equal(3, first.Average(), 5 * 2 / Math.Sqrt(Count));
        Assert.Equal(4, first.Average(x => (x - 3) * (x - 3)), 5 * 4 * Math.Sqrt(2.0 / Count));
    }

    [Fact]
    public void Noise_is_Philoxs_index_of_the_neuron_in_the_stream_of_the_interval()
    {
        double[] voltages = Noise(Current.Noise(3, 2, 0.5, seed: 5), count: 300, steps: 3, timeStep: 0.5);
        var numbers = new float[300];
        for (uint interval = 0; interval < 3; interval++)
        {
            Philox.Normal(seed: 5, stream: interval, start: 0, 3, 2, numbers);
            for (int i = 0; i < 300; i++)
                Assert.Equal(0.5 * numbers[i], voltages[(interval * 300) + i] - (interval == 0 ? 0 : voltages[((interval - 1) * 300) + i]), 1e-12);
        }
    }

    // Shorter steps see the same current, so that they are an approximation of the same equation.
    [Fact]
    public void Noise_does_not_depend_on_the_step()
    {
        double[] coarse = Noise(Current.Noise(3, 2, 0.5, seed: 5), count: 20, steps: 8, timeStep: 0.5)[^20..];
        double[] fine = Noise(Current.Noise(3, 2, 0.5, seed: 5), count: 20, steps: 64, timeStep: 0.0625)[^20..];
        for (int i = 0; i < 20; i++)
            Assert.Equal(coarse[i], fine[i], 1e-12);
    }

    [Fact]
    public void Noise_of_two_seeds_and_what_is_given_add_up()
    {
        Current one = Current.Noise(0, 2, 0.5, seed: 5), two = Current.Noise(1, 3, 1, seed: 6);
        using var population = new Population<double>(s_integrator, 20, 0.5, Integrator.ForwardEuler);
        population.Advance(8, Enumerable.Repeat(0.25, 20).ToArray(), [one, Current.Constant(2), two], default);
        double[] ofOne = Noise(one, 20, 8, 0.5)[^20..], ofTwo = Noise(two, 20, 8, 0.5)[^20..];
        for (int i = 0; i < 20; i++)
            Assert.Equal(ofOne[i] + ofTwo[i] + (4 * 2.25), population.Voltages[i], 1e-12);
    }

    [Fact]
    public void Numbers_that_are_none_are_refused()
    {
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("to", () => _ = Current.Ramp(0, bad, 0, 1));
            Assert.Throws<ArgumentOutOfRangeException>("from", () => _ = Current.Ramp(bad, 0, 0, 1));
            Assert.Throws<ArgumentOutOfRangeException>("start", () => _ = Current.Step(1, bad));
            Assert.Throws<ArgumentOutOfRangeException>("duration", () => _ = Current.Pulse(1, 0, bad));
            Assert.Throws<ArgumentOutOfRangeException>("period", () => _ = Current.Pulse(1, 0, 1, bad));
            Assert.Throws<ArgumentOutOfRangeException>("mean", () => _ = Current.Noise(bad, 1, 1, 1));
            Assert.Throws<ArgumentOutOfRangeException>("mean", () => _ = Current.Noise(0, bad, 1, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = Current.Noise(0, 1, bad, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = Current.Constant(bad));
        }

        Assert.Throws<ArgumentOutOfRangeException>("duration", () => _ = Current.Pulse(1, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => _ = Current.Pulse(1, 0, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>("standardDeviation", () => _ = Current.Noise(0, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("firstNeuron", () => _ = Current.Constant(1).From(-1));
    }

    private static double Integral(double milliseconds, params ReadOnlySpan<Current> currents)
    {
        using var population = new Population<double>(s_integrator, 1, 0.25);
        population.Advance((int)Math.Round(milliseconds / 0.25), currents);
        return population.Voltages[0];
    }

    /// <summary>The integral of the noise of each neuron after each step.</summary>
    private static double[] Noise(Current noise, int count, int steps, double timeStep)
    {
        using var population = new Population<double>(s_integrator, count, timeStep, Integrator.ForwardEuler);
        double[] voltages = new double[steps * count];
        population.Advance(steps, [], [noise], new Recording<double> { Voltages = voltages });
        return voltages;
    }
}
