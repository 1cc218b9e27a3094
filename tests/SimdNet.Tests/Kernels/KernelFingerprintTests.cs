using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

/// <summary>The bits of results, so that machines can be compared; a fingerprint changes only with a formula, and then the changelog says so</summary>
public class KernelFingerprintTests
{
    // Every 65537th bit pattern
    private static readonly float[] Sweep = [.. Enumerable.Range(0, 1 << 16).Select(i => BitConverter.UInt32BitsToSingle((uint)i * 65537u))];

    [Theory]
    [InlineData("exp", "1a4ca332a49bbced")]
    [InlineData("log", "da210d3100e2a09d")]
    [InlineData("sigmoid", "bf5de5813e7953a8")]
    [InlineData("tanh", "b2d6e33a076f8037")]
    [InlineData("softmax", "1d153f3b669a6e00")]
    [InlineData("product", "8bc76e87f25e2494")]
    [InlineData("uniform", "b646b9b9a1d4ada7")]
    public void Results_have_the_same_bits_on_every_machine(string function, string fingerprint)
    {
        float[] y = new float[Sweep.Length];
        switch (function)
        {
            case "exp": ElementwiseKernels.Exp(Sweep, y); break;
            case "log": ElementwiseKernels.Log(Sweep, y); break;
            case "softmax": RowKernels.Softmax(Gens.Ordinary(y.Length, seed: 1), 128, y); break;
            case "product": Blas.Gemm(Transpose.No, Transpose.Yes, 128, 512, 100, -0.7f, Gens.Ordinary(128 * 100, seed: 1), 100, Gens.Ordinary(512 * 100, seed: 2), 100, 0, y, 512); break;
            case "uniform": Philox.Uniform(1, 2, 3, -0.1f, 0.2f, y); break;
            default: ActivationKernels.Forward(Activation.FromName(function), Sweep, y); break;
        }
        Assert.Equal(fingerprint, Fingerprint.Of(y)[..16]);
    }
}
