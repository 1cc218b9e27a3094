using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Properties;

/// <summary>A network of linear layers with a function or none behind each, and rows for it</summary>
internal sealed record NetworkCase(int[] Widths, Activation?[] Activations, int Batch, int Seed)
{
    private const int WidestRow = 40, MostLayers = 3, MostRows = 9;

    /// <summary>1 to 3 layers, 1 to 40 features, 1 to 9 rows</summary>
    public static Gen<NetworkCase> Gen => FsCheck.Fluent.Gen.Sized(size =>
        from layers in FsCheck.Fluent.Gen.Choose(1, MostLayers)
        from widths in FsCheck.Fluent.Gen.Choose(1, Math.Max(1, WidestRow * size / 100)).ArrayOf(layers + 1)
        from activations in FsCheck.Fluent.Gen.Elements<Activation?>([null, .. Activation.All]).ArrayOf(layers)
        from batch in FsCheck.Fluent.Gen.Choose(1, MostRows)
        from seed in FsCheck.Fluent.Gen.Choose(0, int.MaxValue - 1)
        select new NetworkCase(widths, activations, batch, seed));

    public float[] Rows => Numbers.Uniform(Seed + 1, Batch * Widths[0], scale: 3);

    /// <summary>The network, its parameters the same at every call</summary>
    public Sequential Network() => Shape().WithParameters(Seed);

    /// <summary>The network, its parameters zero</summary>
    public Sequential Shape() => new([.. Layers()]);

    /// <summary>The network with a layer of one output behind it</summary>
    public Sequential Deeper() => new Sequential([.. Layers(), new Linear(Widths[^1], 1)]).WithParameters(Seed);

    private IEnumerable<Layer> Layers()
    {
        for (int i = 0; i < Activations.Length; i++)
        {
            yield return new Linear(Widths[i], Widths[i + 1]);
            if (Activations[i] is { } activation)
                yield return new ActivationLayer(activation);
        }
    }

    public override string ToString() => $"{Batch} rows of {Widths[0]} through {Shape()}, seed {Seed}";
}
