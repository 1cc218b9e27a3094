using SimdNet.Kernels;
using SimdNet.Optim;

namespace SimdNet.Tests.Optim;

/// <summary>An optimizer and its rule on one number in double</summary>
/// <param name="Name">for test names</param>
/// <param name="Make">the optimizer; its numbers are powers of two or what float makes of decimals, which the reference takes over</param>
/// <param name="Rule">the next weight, given weight, gradient, two numbers of state (0 at first, updated) and the step counted from 1</param>
internal sealed record OptimizerRow(string Name, Func<Optimizer> Make, Func<double, double, double[], int, double> Rule);

/// <summary>THE list of optimizers: a new one is one row</summary>
internal static class OptimizerTable
{
    private static readonly OptimizerRow[] _rows =
    [
        new("Sgd", () => new Sgd(0.1f), Sgd(0.1f, 0)),
        new("Sgd with momentum", () => new Sgd(0.01f, 0.9f), Sgd(0.01f, 0.9f)),
        new("Adam", () => new Adam(0.05f), Adam(0.05f, 0.9f, 0.999f, 1e-8f)),
        new("Adam, other rates", () => new Adam(0.05f, 0.5f, 0.9f, 0.01f), Adam(0.05f, 0.5f, 0.9f, 0.01f)),
    ];

    public static TheoryData<string> Data => [.. _rows.Select(row => row.Name)];

    public static OptimizerRow Row(string name) => _rows.Single(row => row.Name == name);

    private static Func<double, double, double[], int, double> Sgd(float learningRate, float momentum) => (w, g, state, _) =>
    {
        (w, state[0]) = ReferenceUpdates.Sgd(w, g, state[0], learningRate, momentum);
        return w;
    };

    private static Func<double, double, double[], int, double> Adam(float learningRate, float beta1, float beta2, float epsilon) => (w, g, state, step) =>
    {
        (w, state[0], state[1]) = ReferenceUpdates.Adam(w, g, state[0], state[1], learningRate, beta1, beta2, epsilon, step);
        return w;
    };
}
