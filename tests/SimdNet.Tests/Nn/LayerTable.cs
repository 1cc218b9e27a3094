using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>A layer, made anew for each test, and the width of the rows it is tested with</summary>
internal sealed record LayerRow(Func<Layer> Make, int InFeatures)
{
    /// <summary>The layer, its buffers other than at the start</summary>
    public Layer Layer()
    {
        Layer layer = Make();
        for (int i = 0; i < layer.Buffers.Count; i++)
            Numbers.Uniform(i, layer.Buffers[i].Length, scale: 0.5f).Select(value => value + 1).ToArray().CopyTo(layer.Buffers[i].Value);
        return layer;
    }

    /// <summary>The layer in a training step</summary>
    public Layer TrainingLayer()
    {
        Layer layer = Layer();
        ulong stream = 5;
        layer.BeginTrainingStep(seed: 7, ref stream);
        return layer;
    }

    public override string ToString() => $"{Make()} of rows of {InFeatures}";
}

/// <summary>THE list of layers: gradients, allocation, batches and lowering are tested for each. A new layer is one row (and its forward pass in <see cref="ReferenceNetwork"/>).</summary>
internal static class LayerTable
{
    private static readonly LayerRow[] _rows =
    [
        new(() => new Linear(1, 1), 1),
        new(() => new Linear(5, 3), 5),
        new(() => new Linear(17, 33), 17),
        .. Activation.All.Select(activation => new LayerRow(() => new ActivationLayer(activation), 19)),
        new(() => new Sequential(new Linear(4, 6)), 4),
        new(() => new LayerNorm(19), 19),
        new(() => new RmsNorm(19), 19),
        new(() => new BatchNorm(19), 19),
        new(() => new Softmax(), 19),
        new(() => new LogSoftmax(), 19),
        new(() => new Sequential(new Linear(5, 7), new Dropout(0.4f)), 5),
        new(() => new Sequential(new BatchNorm(6), new Linear(6, 9), new ActivationLayer(Activation.Tanh), new BatchNorm(9), new Dropout(0.4f), new LayerNorm(9), new RmsNorm(9), new Linear(9, 4)), 6),
        .. Activation.All.Select(activation => new LayerRow(() => new Sequential(new Linear(6, 9), new ActivationLayer(activation), new Linear(9, 4)), 6)),
        new(() => new Sequential(new ActivationLayer(Activation.Tanh), new Linear(5, 7), new ActivationLayer(Activation.Sigmoid)), 5),
        new(() => new Sequential(new Linear(3, 8), new Sequential(new ActivationLayer(Activation.Relu), new Linear(8, 8), new ActivationLayer(Activation.Tanh)), new Linear(8, 2)), 3),
    ];

    /// <summary>The rows by their text, since a test's argument should be readable</summary>
    public static IEnumerable<string> Names => _rows.Select(row => row.ToString());

    public static TheoryData<string> Data => [.. Names];

    /// <summary>The layers that do something else in a training step</summary>
    public static TheoryData<string> Training => [.. Names.Where(name => name.Contains(nameof(BatchNorm), StringComparison.Ordinal) || name.Contains(nameof(Dropout), StringComparison.Ordinal))];

    public static LayerRow Row(string name) => _rows.Single(row => row.ToString() == name);
}
