using SimdNet.Buffers;
using SimdNet.Nn;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

/// <summary>What holds for every optimizer</summary>
public class OptimizerTests
{
    private const int Steps = 50;

    public static TheoryData<string> Optimizers => OptimizerTable.Data;

    public static TheoryData<string> Minimisers => OptimizerTable.Minimisers;

    [Theory, MemberData(nameof(Optimizers))]
    public void Steps_follow_the_reference(string name)
    {
        OptimizerRow row = OptimizerTable.Row(name);
        Parameter[] parameters = Parameters(seed: 1, 37, 5);
        Optimizer optimizer = row.Make();
        optimizer.Attach(parameters);
        Weight[] reference = [.. parameters.SelectMany(parameter => parameter.Value.ToArray()).Select(value => new Weight(row, value))];

        for (int step = 1; step <= Steps; step++)
        {
            float[] gradients = SetGradients(parameters, seed: step);
            optimizer.Step();
            Assert.Equal(step, optimizer.Steps);

            float[] actual = [.. parameters.SelectMany(parameter => parameter.Value.ToArray())];
            for (int i = 0; i < actual.Length; i++)
            {
                reference[i].Step(gradients[i], step);
                Assert.InRange(actual[i] - reference[i].Value, -reference[i].Bound(step), reference[i].Bound(step));
            }
        }
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_step_clears_the_gradients(string name)
    {
        Parameter[] parameters = Parameters(seed: 1, 37, 0, 5);
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        optimizer.Attach(parameters);
        SetGradients(parameters, seed: 2);

        optimizer.Step();

        Assert.All(parameters, parameter => Assert.All(parameter.Gradient.ToArray(), gradient => Assert.Equal(0, gradient)));
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Threads_do_not_change_a_bit(string name)
    {
        // Large enough for several pieces, the last one not a whole number of registers.
        Parameter[] alone = Parameters(seed: 1, 100_003, 40_000, 5), shared = Parameters(seed: 1, 100_003, 40_000, 5);
        Optimizer a = OptimizerTable.Row(name).Make(), b = OptimizerTable.Row(name).Make();
        a.Attach(alone);
        b.Attach(shared);
        using var pool = new WorkerPool(3);
        for (int step = 0; step < 3; step++)
        {
            for (int i = 0; i < alone.Length; i++)
            {
                Numbers.Uniform(step + i, alone[i].Length).CopyTo(alone[i].Gradient);
                alone[i].Gradient.CopyTo(shared[i].Gradient);
            }

            a.Step();
            b.Step(pool);
        }

        Assert.All(alone.Zip(shared), pair => SameBits.AssertEqual(pair.First.Value, pair.Second.Value));
        Assert.All(a.State.Zip(b.State), pair => SameBits.AssertEqual(pair.First.Value, pair.Second.Value));
        Assert.Equal(0, Allocation.Measure(() => b.Step(pool), calls: 20));
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_step_allocates_nothing(string name)
    {
        Parameter[] parameters = Parameters(seed: 1, 37, 5);
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        optimizer.Attach(parameters);
        Assert.Equal(0, Allocation.Measure(() => optimizer.Step(), calls: 100));
    }

    [Theory, MemberData(nameof(Minimisers))]
    public void A_convex_quadratic_is_minimised(string name)
    {
        // f(w) = sum c_i (w_i - t_i)^2, c from 0.5 to 2
        float[] target = Numbers.Uniform(3, 8);
        Parameter[] parameters = Parameters(seed: 4, 8);
        Span<float> w = parameters[0].Value;
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        optimizer.Attach(parameters);

        double before = Distance(w, target);
        for (int step = 0; step < 1000; step++)
        {
            for (int i = 0; i < target.Length; i++)
                parameters[0].Gradient[i] = 2 * Curvature(i) * (w[i] - target[i]);
            optimizer.Step();
        }

        // The slowest is momentum, at sqrt(0.9) a step: 0.9^500 is far below what floats near 1 resolve, some ULPs.
        double allowed = (100 * Rounding.UnitRoundoff * before) + OptimizerTable.Row(name).Distance!.Value;
        Assert.True(Distance(w, target) <= allowed, $"{Distance(w, target)} away, from {before}.");

        static float Curvature(int i) => 0.5f + (1.5f * i / 7);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void The_learning_rate_may_be_changed_between_steps(string name)
    {
        Parameter[] slow = Parameters(seed: 1, 8), fast = Parameters(seed: 1, 8);
        Optimizer first = OptimizerTable.Row(name).Make(), second = OptimizerTable.Row(name).Make();
        first.Attach(slow);
        second.Attach(fast);
        second.LearningRate *= 2;
        float[] start = slow[0].Value.ToArray();

        SetGradients(slow, seed: 2);
        SetGradients(fast, seed: 2);
        first.Step();
        second.Step();

        // Twice a float is exact, so only the roundings of weights below 2 remain, and of their differences here: fewer than 8 u.
        for (int i = 0; i < start.Length; i++)
            Assert.InRange((fast[0].Value[i] - start[i]) - (2 * (slow[0].Value[i] - start[i])), -8 * Rounding.UnitRoundoff, 8 * Rounding.UnitRoundoff);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_learning_rate_of_0_moves_no_weight(string name)
    {
        Parameter[] parameters = Parameters(seed: 1, 8);
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        optimizer.Attach(parameters);
        float[] before = parameters[0].Value.ToArray();
        SetGradients(parameters, seed: 2);

        optimizer.LearningRate = 0;
        optimizer.Step();

        SameBits.AssertEqual(before, parameters[0].Value);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_negative_learning_rate_or_one_that_is_no_number_is_refused(string name)
    {
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        float before = optimizer.LearningRate;

        foreach (float rate in new[] { -1, float.NaN, float.PositiveInfinity })
            Assert.Throws<ArgumentOutOfRangeException>("value", () => optimizer.LearningRate = rate);

        Assert.Equal(before, optimizer.LearningRate);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_step_without_parameters_is_refused(string name)
    {
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        var refusal = Assert.Throws<InvalidOperationException>(() => optimizer.Step());
        Assert.Contains("Attach", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.Steps);
        Assert.Throws<ArgumentNullException>("parameters", () => optimizer.Attach(null!));
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Attaching_the_same_parameters_again_changes_nothing(string name)
    {
        Parameter[] once = Parameters(seed: 1, 8), again = Parameters(seed: 1, 8);
        Optimizer first = OptimizerTable.Row(name).Make(), second = OptimizerTable.Row(name).Make();
        first.Attach(once);
        second.Attach(again);

        for (int step = 1; step <= 3; step++)
        {
            SetGradients(once, seed: step);
            SetGradients(again, seed: step);
            second.Attach([.. again]);
            first.Step();
            second.Step();
        }

        SameBits.AssertEqual(once[0].Value, again[0].Value);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Other_parameters_are_refused_with_both_numbers(string name)
    {
        Optimizer optimizer = OptimizerTable.Row(name).Make();
        Parameter[] parameters = Parameters(seed: 1, 8, 3);
        optimizer.Attach(parameters);

        var refusal = Assert.Throws<InvalidOperationException>(() => optimizer.Attach(Parameters(seed: 1, 8)));

        Assert.Contains("the state of 2 other parameters; make a new one for these 1", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => optimizer.Attach([parameters[1], parameters[0]]));
    }

    private static double Distance(ReadOnlySpan<float> w, float[] target)
    {
        double sum = 0;
        for (int i = 0; i < target.Length; i++)
            sum += Math.Pow((double)w[i] - target[i], 2);
        return Math.Sqrt(sum);
    }

    private static Parameter[] Parameters(int seed, params int[] lengths) =>
        [.. lengths.Select((length, i) =>
        {
            var parameter = new Parameter($"p{i}", length);
            Numbers.Uniform(seed + i, length).CopyTo(parameter.Value);
            return parameter;
        })];

    private static float[] SetGradients(Parameter[] parameters, int seed)
    {
        foreach (Parameter parameter in parameters)
            Numbers.Uniform(seed, parameter.Length).CopyTo(parameter.Gradient);
        return [.. parameters.SelectMany(parameter => parameter.Gradient.ToArray())];
    }

    /// <summary>One weight in double, beside the path that it would go if all its gradients pulled the same way</summary>
    private sealed class Weight(OptimizerRow row, double value)
    {
        private readonly double _start = Math.Abs(value);
        private readonly double[] _state = row.State(), _pathState = row.State();
        private double _path;

        public double Value { get; private set; } = value;

        public void Step(double gradient, int step)
        {
            Value = row.Rule(Value, gradient, _state, step);
            _path = row.Rule(_path, -Math.Abs(gradient), _pathState, step);
        }

        // Each step rounds the weight once, the averages of gradients twice, and 10 times what it makes of them; nothing cancels along the path.
        public double Bound(int step) => row.Condition * Rounding.Gamma((3 * step) + 10) * (_start + _path);
    }
}
