using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

public class IntegratorTests
{
    public static TheoryData<string> Models => [.. s_cases.Keys];

    // A current and a time in which no model with a reset has a spike, and a step of Runge-Kutta's at which rounding does not count.
    private static readonly Dictionary<string, (NeuronModel Model, double Current, double Milliseconds, double TimeStep)> s_cases = new()
    {
        ["hodgkin-huxley"] = (HodgkinHuxley.Standard, 10, 4, 0.01),
        ["morris-lecar"] = (MorrisLecar.Hopf, 100, 20, 0.2),
        ["izhikevich"] = (Izhikevich.RegularSpiking, 10, 2.8, 0.1),
        ["integrate-and-fire"] = (LeakyIntegrateAndFire.Standard, 1, 16, 1),
    };

    // Half the step: 1/2 of the error of an order 1, 1/16 of one of order 4; with a corner of a current between steps too.
    [Theory]
    [MemberData(nameof(Models))]
    public void An_integrator_has_its_order(string name)
    {
        (NeuronModel model, double current, double milliseconds, double timeStep) = s_cases[name];
        foreach ((Current shape, bool isRamp) in new[] { (Current.Ramp(0, 2 * current, 0, milliseconds), true), (Current.Constant(current), false), (Current.Pulse(current, milliseconds / 4, milliseconds / 2), false) })
        {
            double exact = After(model, shape, milliseconds, timeStep / 16, Integrator.RungeKutta4);
            foreach ((Integrator integrator, int order, double scale) in new[] { (Integrator.ForwardEuler, 1, 0.1), (Integrator.ExponentialEuler, 1, 0.1), (Integrator.RungeKutta4, 4, 1) })
            {
                double step = timeStep * scale;
                double coarse = After(model, shape, milliseconds, step, integrator) - exact, fine = After(model, shape, milliseconds, step / 2, integrator) - exact;
                if (model is LeakyIntegrateAndFire && integrator == Integrator.ExponentialEuler && !isRamp)
                    continue; // has no error: the next test
                Assert.True(Math.Abs(Math.Log2(coarse / fine) - order) < 0.3, $"{integrator}: errors {coarse} and {fine}");
            }
        }
    }

    [Fact]
    public void Exponential_Euler_is_exact_where_the_equation_is_a_leak_and_stable_in_any_step()
    {
        foreach (double step in new[] { 0.1, 1, 25 })
        {
            double actual = After(LeakyIntegrateAndFire.Standard with { InitialVoltage = -90 }, Current.Constant(1), 50, step, Integrator.ExponentialEuler);
            Assert.Equal(-55 + ((-90 + 55) * Math.Exp(-5)), actual, 1e-11);
        }

        Assert.True(Math.Abs(After(LeakyIntegrateAndFire.Standard with { Threshold = 1e30 }, Current.Constant(1), 2500, 25, Integrator.ForwardEuler)) > 1e10, "2.5 tau is beyond forward Euler's bound");

        // A gate of the axon has a rate of 10 for each ms and more in a spike.
        double peak = 0;
        using var axon = new Population<double>(HodgkinHuxley.Standard, 1, 0.2, Integrator.ExponentialEuler);
        for (int i = 0; i < 1000; i++)
        {
            axon.Advance(1, Current.Constant(10));
            peak = Math.Max(peak, Math.Abs(axon.Voltages[0]));
            for (int gate = 1; gate < 4; gate++)
                Assert.InRange(axon.Variable(gate)[0], 0, 1);
        }

        Assert.InRange(peak, 70, 90);
    }

    // A straight line within a step, whose error is of the order of the step's square: against steps a 64th as long.
    [Theory]
    [InlineData("hodgkin-huxley", 0.08)]
    [InlineData("morris-lecar", 1)]
    [InlineData("izhikevich", 0.1)]
    [InlineData("integrate-and-fire", 0.5)]
    public void Spike_times_are_better_than_the_step(string name, double step)
    {
        NeuronModel model = s_cases[name].Model;
        double worst = 0, current = 2 * s_cases[name].Current;
        for (int shift = 0; shift < 8; shift++)
        {
            double timeStep = step * (1 - (0.05 * shift)); // other places of the crossing within the step
            double exact = Spikes(model, current, 1, timeStep / 64)[0], time = Spikes(model, current, 1, timeStep)[0];
            worst = Math.Max(worst, Math.Abs(time - exact) / timeStep);
        }

        Assert.True(worst < 0.15, $"off by {worst} steps");
    }

    // A reset waits for the end of its step.
    [Theory]
    [InlineData("izhikevich", 0.1)]
    [InlineData("integrate-and-fire", 0.5)]
    public void An_interval_that_begins_with_a_reset_is_too_long_by_a_step_at_most(string name, double step)
    {
        (NeuronModel model, double current) = (s_cases[name].Model, 2 * s_cases[name].Current);
        for (int shift = 0; shift < 8; shift++)
        {
            double timeStep = step * (1 - (0.05 * shift));
            double[] exact = Spikes(model, current, 2, timeStep / 64), times = Spikes(model, current, 2, timeStep);
            Assert.InRange((times[1] - times[0] - exact[1] + exact[0]) / timeStep, -0.2, 1.2);
        }
    }

    private static double[] Spikes(NeuronModel model, double current, int count, double timeStep)
    {
        double[] times = new double[count];
        int[] counts = new int[1];
        using var population = new Population<double>(model, 1, timeStep);
        while (counts[0] < count)
        {
            Assert.True(population.Time < 1000, "fires");
            population.Advance(100, [], [Current.Constant(current)], new Recording<double> { SpikeTimes = times, SpikeCounts = counts });
        }

        return times;
    }

    private static double After(NeuronModel model, Current current, double milliseconds, double timeStep, Integrator integrator)
    {
        using var population = new Population<double>(model, 1, timeStep, integrator);
        population.Advance((int)Math.Round(milliseconds / timeStep), current);
        return population.Voltages[0];
    }
}
