using FsCheck;
using FsCheck.Fluent;
using SimdNet.Neurons;

namespace SimdNet.Properties.Neurons;

public class PopulationProperties
{
    private static readonly NeuronModel[] s_models =
    [
        HodgkinHuxley.Standard, MorrisLecar.Hopf, MorrisLecar.SaddleNode, MorrisLecar.Homoclinic, Izhikevich.RegularSpiking, Izhikevich.Chattering,
        LeakyIntegrateAndFire.Standard with { RefractoryPeriod = 0.7 },
    ];

    private sealed record Run(NeuronModel Model, Integrator Integrator, double TimeStep, float[] Given, int Steps, int Split, int Every, Current[] Currents)
    {
        public override string ToString() => $"{Model}, {Integrator}, {Given.Length} neurons, {Steps} steps of {TimeStep}, split at {Split}, every {Every}, {Currents.Length} currents";
    }

    private sealed record Outcome(float[] State, float[] Voltages, double[] Times, int[] Counts);

    private static Gen<Run> Runs =>
        from model in Gen.Elements(s_models)
        from integrator in Gen.Elements(Enum.GetValues<Integrator>())
        from timeStep in Gen.Elements(0.01, 0.05, 0.1)
        from count in Gen.Choose(1, 140)
        from given in Gen.Choose(-50, 400).ArrayOf(count)
        from steps in Gen.Choose(0, 120)
        from split in Gen.Choose(0, steps)
        from every in Gen.Choose(1, 7)
        from seed in Gen.Choose(0, 1000)
        from currents in Gen.Elements<Current[]>(
            [],
            [Current.Ramp(0, 30, 1, 3)],
            [Current.Noise(0, 5, 0.3, (ulong)seed), Current.Pulse(20, 0.5, 0.2, 1)])
        select new Run(model, integrator, timeStep, [.. given.Select(x => x * 0.25f)], steps, split, every, currents);

    [Fact]
    public void A_run_in_parts_is_the_same_run() => Prop.ForAll(Runs, run => Check(Advance(run, [run.Steps]), Advance(run, [run.Split, run.Steps - run.Split])));

    [Fact]
    public void A_neuron_is_the_same_alone_and_among_others() => Prop.ForAll(Runs, run =>
    {
        Outcome all = Advance(run, [run.Steps]);
        int count = run.Given.Length, capacity = all.Times.Length / count, samples = all.Voltages.Length / count;
        foreach (int i in new[] { 0, count / 3, count / 2, count - 1 })
        {
            Outcome one = Advance(run with { Given = [run.Given[i]] }, [run.Steps], firstNeuron: i);
            Check(one, new Outcome(
                [.. Enumerable.Range(0, run.Model.Variables.Count).Select(v => all.State[(v * count) + i])],
                [.. Enumerable.Range(0, samples).Select(s => all.Voltages[(s * count) + i])],
                all.Times[(i * capacity)..((i + 1) * capacity)],
                [all.Counts[i]]));
        }
    });

    private static void Check(Outcome expected, Outcome actual)
    {
        Bits.Equal(expected.State, actual.State, "state");
        Bits.Equal(expected.Voltages, actual.Voltages, "voltages");
        Assert.Equal(expected.Times, actual.Times);
        Assert.Equal(expected.Counts, actual.Counts);
    }

    private static Outcome Advance(Run run, int[] parts, int firstNeuron = 0)
    {
        int count = run.Given.Length;
        using var population = new Population<float>(run.Model, count, run.TimeStep, run.Integrator);
        float[] voltages = new float[run.Steps / run.Every * count];
        double[] times = new double[count * 3];
        int[] counts = new int[count];
        Current[] currents = run.Currents.Length == 2 && firstNeuron > 0 ? [.. run.Currents.Select(current => current.From(firstNeuron))] : run.Currents;
        foreach (int steps in parts)
        {
            int done = (int)(population.StepsTaken / run.Every) * count;
            population.Advance(steps, run.Given, currents, new Recording<float> { Voltages = voltages.AsSpan(done), Every = run.Every, SpikeTimes = times, SpikeCounts = counts });
        }

        return new([.. Enumerable.Range(0, run.Model.Variables.Count).SelectMany(v => population.Variable(v).ToArray())], voltages, times, counts);
    }
}
