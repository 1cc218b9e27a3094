using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Perf;

/// <summary>The networks that are measured: linear layers with relu between them.</summary>
internal static class Networks
{
    public static Sequential Mlp(int[] sizes, ulong seed = 1)
    {
        var layers = new List<Layer> { new Linear(sizes[0], sizes[1]) };
        for (int i = 2; i < sizes.Length; i++)
            layers.AddRange([new ActivationLayer(Activation.Relu), new Linear(sizes[i - 1], sizes[i])]);
        var network = new Sequential([.. layers]);
        network.Initialize(seed);
        return network;
    }
}
