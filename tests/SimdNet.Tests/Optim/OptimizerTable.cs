using SimdNet.Kernels;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

/// <summary>An optimizer and its rule on one number in double</summary>
/// <param name="Name">for test names</param>
/// <param name="Make">the optimizer; its numbers are powers of two or what float makes of decimals, which the reference takes over</param>
/// <param name="Rule">the next weight, given weight, gradient, three numbers of state (updated) and the step counted from 1</param>
internal sealed record OptimizerRow(string Name, Func<Optimizer> Make, Func<double, double, double[], int, double> Rule)
{
    /// <summary>What the first number of state starts with</summary>
    public double FirstState { get; init; }

    /// <summary>By how much the rule magnifies roundings, where it subtracts: decay from a weight, a squared mean from a mean square</summary>
    public double Condition { get; init; } = 1;

    /// <summary>How far from a minimum a constant learning rate stays; null: weight decay moves the minimum</summary>
    public double? Distance { get; init; } = 0;

    public double[] State() => [FirstState, 0, 0];
}

/// <summary>THE list of optimizers: a new one is one row</summary>
internal static class OptimizerTable
{
    private static readonly OptimizerRow[] _rows =
    [
        new("Sgd", () => new Sgd(0.1f), Sgd(0.1f, 0)),
        new("Sgd with decay", () => new Sgd(0.1f, weightDecay: 0.125f), Sgd(0.1f, 0, weightDecay: 0.125f)) { Condition = 2, Distance = null },
        new("Sgd with momentum", () => new Sgd(0.01f, 0.9f), Sgd(0.01f, 0.9f)),
        new("Sgd with dampening", () => new Sgd(0.01f, 0.9f, 0.25f), Sgd(0.01f, 0.9f, 0.25f)),
        new("Sgd with Nesterov's momentum", () => new Sgd(0.01f, 0.9f, nesterov: true), Sgd(0.01f, 0.9f, nesterov: true)),
        new("Sgd with all but dampening", () => new Sgd(0.01f, 0.9f, weightDecay: 0.125f, nesterov: true), Sgd(0.01f, 0.9f, 0, 0.125f, true)) { Condition = 2, Distance = null },
        new("Adam", () => new Adam(0.05f), Adam(0.05f, 0.9f, 0.999f, 1e-8f)),
        new("Adam, other rates", () => new Adam(0.05f, 0.5f, 0.9f, 0.01f), Adam(0.05f, 0.5f, 0.9f, 0.01f)),
        new("Adam with decay", () => new Adam(0.05f, weightDecay: 0.125f), Adam(0.05f, 0.9f, 0.999f, 1e-8f, 0.125f)) { Condition = 4, Distance = null },
        new("Adam, AMSGrad", () => new Adam(0.05f, 0.9f, 0.9f, amsGrad: true), AmsGrad(0.05f, 0.9f, 0.9f, 1e-8f)),
        new("AdamW", () => new AdamW(0.05f, weightDecay: 0.125f), AdamW(0.05f, 0.9f, 0.999f, 1e-8f, 0.125f)) { Condition = 2, Distance = null },
        new("RmsProp", () => new RmsProp(), RmsProp(0.01f, 0.99f, 1e-8f)) { Distance = 0.1 }, // a step is about as long as the rate, in 8 directions
        new("RmsProp with decay", () => new RmsProp(weightDecay: 0.125f), RmsProp(0.01f, 0.99f, 1e-8f, weightDecay: 0.125f)) { Condition = 4, Distance = null },
        new("RmsProp with momentum", () => new RmsProp(0.01f, 0.9f, 0.125f, 0.5f), RmsProp(0.01f, 0.9f, 0.125f, 0.5f)),
        new("RmsProp, centred", () => new RmsProp(0.01f, 0.9f, 0.125f, 0.5f, centered: true), RmsProp(0.01f, 0.9f, 0.125f, 0.5f, centred: true)) { Condition = 8 },
        new("Adagrad", () => new Adagrad(0.5f), Adagrad(0.5f, 0, 0, 1e-10f)),
        new("Adagrad, falling", () => new Adagrad(0.5f, 0.0625f, initialAccumulator: 0.125f), Adagrad(0.5f, 0.0625f, 0, 1e-10f)) { FirstState = 0.125 },
        new("Adagrad with decay", () => new Adagrad(0.5f, weightDecay: 0.125f), Adagrad(0.5f, 0, 0.125f, 1e-10f)) { Condition = 4, Distance = null },
        new("Lion", () => new Lion(0.01f, 0.9f, 0.9f), Lion(0.01f, 0.9f, 0.9f, 0)) { Distance = 0.3 }, // ten steps long, the momentum's memory, in 8 directions
        new("Lion with decay", () => new Lion(0.01f, weightDecay: 0.125f), Lion(0.01f, 0.9f, 0.99f, 0.125f)) { Condition = 2, Distance = null },
    ];

    public static TheoryData<string> Data => [.. _rows.Select(row => row.Name)];

    public static TheoryData<string> Minimisers => [.. _rows.Where(row => row.Distance != null).Select(row => row.Name)];

    public static OptimizerRow Row(string name) => _rows.Single(row => row.Name == name);

    private static Func<double, double, double[], int, double> Sgd(float learningRate, float momentum, float dampening = 0, float weightDecay = 0, bool nesterov = false) => (w, g, state, step) =>
    {
        (w, state[0]) = ReferenceUpdates.Sgd(w, g, state[0], learningRate, momentum, dampening, weightDecay, nesterov, step);
        return w;
    };

    private static Func<double, double, double[], int, double> Adam(float learningRate, float beta1, float beta2, float epsilon, float weightDecay = 0) => (w, g, state, step) =>
    {
        (w, state[0], state[1]) = ReferenceUpdates.Adam(w, g + (weightDecay * w), state[0], state[1], learningRate, beta1, beta2, epsilon, step);
        return w;
    };

    private static Func<double, double, double[], int, double> AmsGrad(float learningRate, float beta1, float beta2, float epsilon) => (w, g, state, step) =>
    {
        (w, state[0], state[1], state[2]) = ReferenceUpdates.AmsGrad(w, g, state[0], state[1], state[2], learningRate, beta1, beta2, epsilon, step);
        return w;
    };

    private static Func<double, double, double[], int, double> AdamW(float learningRate, float beta1, float beta2, float epsilon, float weightDecay) => (w, g, state, step) =>
    {
        (w, state[0], state[1]) = ReferenceUpdates.AdamW(w, g, state[0], state[1], learningRate, beta1, beta2, epsilon, weightDecay, step);
        return w;
    };

    private static Func<double, double, double[], int, double> RmsProp(float learningRate, float alpha, float epsilon, float momentum = 0, bool centred = false, float weightDecay = 0) => (w, g, state, _) =>
    {
        (w, state[0], state[1], state[2]) = ReferenceUpdates.RmsProp(w, g, state[0], state[1], state[2], learningRate, alpha, epsilon, momentum, centred, weightDecay);
        return w;
    };

    private static Func<double, double, double[], int, double> Adagrad(float learningRate, float learningRateDecay, float weightDecay, float epsilon) => (w, g, state, step) =>
    {
        (w, state[0]) = ReferenceUpdates.Adagrad(w, g, state[0], learningRate, learningRateDecay, epsilon, weightDecay, step);
        return w;
    };

    private static Func<double, double, double[], int, double> Lion(float learningRate, float beta1, float beta2, float weightDecay) => (w, g, state, _) =>
    {
        (w, state[0]) = ReferenceUpdates.Lion(w, g, state[0], learningRate, beta1, beta2, weightDecay);
        return w;
    };
}
