using System.Numerics;
using System.Runtime.InteropServices;
using SimdNet.Kernels;

namespace SimdNet.Tests.Contract;

/// <summary>
/// The same bits everywhere: each kernel's output on fixed inputs has the same SHA-256 on every CPU and at every instruction-set level.
/// A change that is meant to change bits changes a constant here, and is a change of the public contract.
/// </summary>
public class KernelFingerprintTests
{
    private static readonly Dictionary<string, (Func<float[]> Output, string Expected)> s_kernels = new()
    {
        ["philox"] = (() => Inputs(1000, -1, 1), "7fdd47b280a82bbcf1d95c392f83d74d7fd182487da411b380b497bdba8fa98b"),
        ["philox-normal"] = (() => Mapped((x, y) => Philox.Normal(42, 1, 3, 0.5f, 2, y)), "4163b5e2a3610e5eb64c35e1bb96d516043c12058136ca18a0cfa9e76eb8e685"),
        ["dot"] = (() => [.. Lengths.Select(n => Blas.Dot(Inputs(n, -1, 1), Inputs(n, -1, 1, stream: 1)))], "725f09a25d73c43f2c5fcda39c68ca3da8bdbcb57c31779240a565c9e79d3299"),
        ["sum"] = (() => [.. Lengths.Select(n => ReductionKernels.Sum(Inputs(n, -1, 1)))], "8fd2ac56d44d22e1ed690fd82ed793da85527015872f05db90cad8f747a05b4d"),
        ["axpy"] = (() => Mapped((x, y) => Blas.Axpy(0.37f, x, y)), "420c74bdd743e44254e30bcc41cf61a1eb1f8e97935ede3c7bca7750e1c3c50a"),
        ["gemv"] = (() => Gemv(Transpose.No), "a957163e1f4c0171e6db9d2ec65032d939b26c3d1d20d32347e9fffd6c08f053"),
        ["gemv-t"] = (() => Gemv(Transpose.Yes), "06a8888da55e72d14508cbd2a9e0c30227df8a0ea7cc52734db61c23b3348a13"),
        ["gemm-nn"] = (() => Gemm(Transpose.No, Transpose.No), "fccefa668af7f13a6b9aaf6270740bbbc003aa7577b2e5c8dd08e6b38164dcc1"),
        ["gemm-nt"] = (() => Gemm(Transpose.No, Transpose.Yes), "58fcce49f16196753f6de6c57e1f6c5e4d4a8d67b0d7e0e9530cfe8fee9ac421"),
        ["gemm-tn"] = (() => Gemm(Transpose.Yes, Transpose.No), "f82d8cc0e5037e3feb355f2b88e49dd55c33cf4089f6377b55ad1c2ad71743f9"),
        ["gemm-tt"] = (() => Gemm(Transpose.Yes, Transpose.Yes), "5f8f6d0673da35903e7d72ff0ca8a9fccbdfd81f7814d638696a63a958e92328"),
        ["gemm-packed"] = (GemmPacked, "7a4f3b0dcd9cb38eeea06dd4afd8f18c05a6ec1a0fd67701acf20a57a31d8178"),
        ["gemm-bfloat16"] = (() => GemmPacked(WeightFormat.BFloat16), "ca2ed5429aa51756c26c8f9228a2e49b822b7ce65c3b34594f8a1c32dacf1c50"),
        ["gemm-int8"] = (() => GemmPacked(WeightFormat.Int8), "903fe1eaee5ba8df9af85c5ec177b118d7f39b930fd85f836e3203488b301350"),
        ["gemm-few-rows"] = (GemmFewRows, "2d665dc116aec32c7607501b9cb5d3cb68757fae913fbbd399c7fa2a06cb9fc2"),
        ["gemm-f64"] = (GemmOfDoubles, "685e438f023a452cab933b58b0bda598cd51d0bf83da4c6ce2d9018868873da0"),
        ["ger"] = (() => Mapped((x, y) => Blas.Ger(27, 37, 0.37f, x[..27], x[27..64], y, 37)), "85c972def556c794415b85c23a3d0e9fb3231ffa6f98048b8de47acffe3d2cf5"),
        ["scale"] = (() => Mapped((x, y) => Blas.Scale(0.37f, y)), "ebb1ceaa3155f06fc5a5cdcb6262afb19544dff119e9c3e12ef88543af583da2"),
        ["norm2"] = (() => [.. Lengths.Select(n => Blas.Norm2(Inputs(n, -1, 1)))], "463b3e341523a3c0354e48aa97455ada41c28f563798fe13d44f312e14d12417"),
        ["asum"] = (() => [.. Lengths.Select(n => Blas.Asum(Inputs(n, -1, 1)))], "4a17a92b248ba14d9fa2e3c26f520c6c4375ae2adcbaab8d916e0ee5dbad930e"),
        ["trsm"] = (Trsm, "ea345c8316549bde6d0a1d6fa8f86a16eb82a41a07fdd681da4f01d2b6e6ebaf"),
        ["lu"] = (() => Factorizations(Lus), "0acbbeb40597d9425ff00f674e1d3fb49833a19495fe89e8ee3facffae954223"),
        ["cholesky"] = (() => Factorizations(Choleskys), "fd8e20fec03ce04ed5b3245e33b461416a4eb23bfac2639263615c46f2e61d67"),
        ["qr"] = (() => Factorizations(Qrs), "27ec5e6cb949fe226d10cf0774365b30533c63ad91c299ff449f535d4bc5c49e"),
        ["lu-f64"] = (() => InDouble(Lus), "dd5befd29bb60e1984386c956b4a10fa617bd4a9e2b189b8c40f8d7b426d1cdc"),
        ["cholesky-f64"] = (() => InDouble(Choleskys), "805e03ed11433b7f068974c290f9013b9d139123078c4024d6b8ec09e1b459e0"),
        ["qr-f64"] = (() => InDouble(Qrs), "02adc749afe71f24c805be6dc09305aeba7df7539f613054f7907b3e388f4321"),
        ["exp"] = (() => Mapped(ElementwiseKernels.Exp, -110, 95), "365071dc3a3994fbbf84560a8b5cc0a6c9f357fc93432e80d915dff281e2ba49"),
        ["log"] = (() => Mapped(ElementwiseKernels.Log, -1, 1000), "cd769c3a55044823e198daea82821cc8d92ace6b172d7272842623c0ed52cfcc"),
        ["expm1"] = (() => Mapped(ElementwiseKernels.Expm1, -20, 95), "b685d4192550b070abaa658de33641d73ed5080204160ac41981109c4668ac70"),
        ["log1p"] = (() => Mapped(ElementwiseKernels.Log1p, -1.1f, 100), "822d80d5cbe2d795a109e7f06cb8cfc44806a0057e0cded972e0a1e6ddc574d1"),
        ["erf"] = (() => Mapped(ElementwiseKernels.Erf, -5, 5), "02a7fef2018381701c6438830bfdfb5ab5eaf2bf131606d7ce47a262668b5b0e"),
        ["hard_limit"] = (() => Activated(Activation.HardLimit), "aef31aef8bbbcb755d5ad9ce882d8a4680f65133956ca09d07bec409b057c537"),
        ["symmetric_hard_limit"] = (() => Activated(Activation.SymmetricHardLimit), "b4581c403ea8536b54569be9609743374d5d6050b5fb2d11833ada7b7d9bede2"),
        ["leaky_relu"] = (() => Activated(Activation.LeakyRelu()), "d895edc8c66483d52c55a91aad57ff4a17e393ef33354ffecb7808dd126799ef"),
        ["elu"] = (() => Activated(Activation.Elu()), "a76a327e9345c72905d27bdbfa0a6fbf6bcca2dbd3ee39276a9eac883a55af30"),
        ["selu"] = (() => Activated(Activation.Selu), "134a142c78a915dc7e8e71c024b76db26c83258c5bca9f71a563f12c55973ed2"),
        ["gelu"] = (() => Activated(Activation.Gelu), "3709b19f5f575e9af632e80aba29ebfe98700f16efd5528727ed2d7bc7d8b84e"),
        ["gelu_tanh"] = (() => Activated(Activation.GeluTanh), "bff0b8e86883030d590f013e92fa0e0e0972b5858dfe42c04aad7c66043f1212"),
        ["silu"] = (() => Activated(Activation.Silu), "71e7fd52fc7b5ec76ad888aba38b409c714da6826c2c07debe10b8ad2d2f5bba"),
        ["mish"] = (() => Activated(Activation.Mish), "203827340c69fa5ca3b3413e072a9881b318afc3679bea7b1f56230c8f61bfcf"),
        ["hard_sigmoid"] = (() => Activated(Activation.HardSigmoid), "6b57cfa139752f49921aa247f97713e0fd25ff8056d205c381dd7e2a938c7066"),
        ["hard_swish"] = (() => Activated(Activation.HardSwish), "968f4da7bf97e0c7ff7880f366977ea714e376ab24f65a6c97e9a0eef4b3d9a1"),
        ["softplus"] = (() => Activated(Activation.Softplus), "33f14a6aa2447e78c2e7e42f49485a154276484ed53f83ec03566f55741151b0"),
        ["softsign"] = (() => Activated(Activation.Softsign), "a42ac6a940c37627405619682a700837badff6e072e096e235da9a7cbc3cac03"),
        ["relu"] = (() => Activated(Activation.Relu), "9d7e4589e841688305a3caedd198742fd6fa790e2985ac34f10ba99f67a6f973"),
        ["sigmoid"] = (() => Activated(Activation.Sigmoid), "cadc0e947a65dfadfca9ae359e1e0d11acc954dbf9126b74eecf1d096cb9c4be"),
        ["tanh"] = (() => Activated(Activation.Tanh), "6fee7b8c941c3777d88dc8f451bf0d7c001a30e2abc7a177f00734cfbea95c24"),
        ["softmax"] = (() => Mapped((x, y) => RowKernels.Softmax(x, 37, y), -20, 20), "dd3485a6cb9d02761d13d8f07b8947a9691c0a614afee7a36230aff9e61dbd3f"),
        ["softmax-backward"] = (() => Mapped((x, y) => RowKernels.SoftmaxBackward(x, 37, y.ToArray(), y)), "015e3f963850540121eda4bea09ae79cc8d32f5cf1404a5eb619ddca03f6ac3b"),
        ["softmax-cross-entropy"] = (CrossEntropy, "ff1e50bf1e182a45ff8f4e0cf3b64d44b41727fc7d13b506a9bc14f6f4e43db4"),
        ["log-softmax"] = (() => Mapped((x, y) => RowKernels.LogSoftmax(x, 37, y), -20, 20), "afd05b67acb1251934881b99d254027a63df601e9ad9eed0242f48c470f931a8"),
        ["log-softmax-backward"] = (() => Mapped((x, y) => RowKernels.LogSoftmaxBackward(x, 37, y.ToArray(), y), -5, 0), "854ce47110a4e638a34229556194728e4b4b803dbf784634249a307fc0f58e4c"),
        ["log-sum-exp"] = (LogSumExp, "5a0f71547be7131a62e40b2cee54e81cbbaa3aba3924b29fe71f49eb8f5b2b7d"),
        ["entropy"] = (Entropy, "ef2f5463bca856b17dadf6ec08341d0dedd15ee5a6db8d6a115113dd28112379"),
        ["layer-norm"] = (LayerNorm, "b706587dd401a53bf3834d1ad8df10a501960cad81c92f119b067312f63b7cb0"),
        ["rms-norm"] = (RmsNorm, "e7f609f1215a8835b1affcaa228f85b5afeedc503c79239bf4f5c6f199119990"),
        ["batch-norm"] = (BatchNorm, "ee901e306f949558c1a2ceb1a8c7c3bd9ac06a487e8427349b162a0bc4b86b7b"),
        ["dropout"] = (() => Mapped((x, y) => RowKernels.Dropout(x, 0.3f, 42, 5, y)), "577c4c99f5e43713fcdfed6f1591f609bb27402e37fcae058fa92e1c91c0be71"),
        ["dropout-of-rows"] = (() => Mapped((x, y) => RowKernels.Dropout(x, 37, 0.3f, 42, 5, y)), "e7b592c55f3ece4898250dd2e59da693676466af7137027921b7597a0ac50013"),
        ["squared-error"] = (() => Loss(LossKernels.SquaredError), "4388c757e85a3016f985c71873129e72a3a5eef4bbef30b37c8897a678e2e267"),
        ["absolute-error"] = (() => Loss(LossKernels.AbsoluteError), "6dfcc121b3b508ace5dc7c7b4cb57596007d03ade6d52bb014c8d6abf4ca409c"),
        ["huber"] = (() => Loss((x, t, y, dx) => LossKernels.Huber(x, t, 0.7f, y, dx)), "72b0b43c1b87ae4abf529abd0ce23decfe93124841a8c3f9352936f582c549fa"),
        ["quantile"] = (() => Loss((x, t, y, dx) => LossKernels.Quantile(x, t, 0.8f, y, dx)), "3dc79128d50546d330fc6b6e366cfbd89e3754ce696c8a0327d3a9bc04520612"),
        ["binary-cross-entropy"] = (() => Loss((x, t, y, dx) => LossKernels.BinaryCrossEntropy(x, t, 2.5f, y, dx), scale: 12), "912b34de144ab0bd3ff73822d0c8ba27b0da89602d2fbef5c4024995149650e3"),
        ["hinge"] = (() => Loss(LossKernels.Hinge), "09188e7eeb4f94262d010dd60de1e74e67026462b9ad5fd7ed8cf3888a5713d9"),
        ["gaussian-negative-log-likelihood"] = (() => Loss((x, t, y, dx) => LossKernels.GaussianNegativeLogLikelihood(x, 37, t[..481], 1e-6f, y[..481], dx[..962]), scale: 12, length: 962), "cbdd4f08abe110f23efdc2ddaa7c9e94edadd02239c758fd32837fd172b95ba5"),
        ["softmax-cross-entropy-of-labels"] = (() => SmoothedCrossEntropy(ofLabels: true), "d6263094298f546a8b55276123b612623f598269ca432390f9e56b8a3031a36b"),
        ["softmax-cross-entropy-of-probs"] = (() => SmoothedCrossEntropy(ofLabels: false), "114b8278d8a91def28d6b30c9d5bac42416504fdd78b7c47dd39e12a0ebde79f"),
        ["sgd"] = (() => Updated((w, g, m, v) => UpdateKernels.Sgd(w, g, 0.1f)), "8dde7a1ebc25d765c4b1f9c816136a42b06dc06580404fe9a2407500b25396fe"),
        ["sgd-momentum"] = (() => Updated((w, g, m, v) => UpdateKernels.SgdMomentum(w, g, m, 0.1f, 0.9f)), "365b2d648185d2fdcf2e9a0ec44601bd77a2065c66b10143f21e10b980c43e8c"),
        ["adam"] = (() => Updated((w, g, m, v) => UpdateKernels.Adam(w, g, m, v, new AdamCoefficients(1e-3f, 0.9f, 0.999f, 1e-8f, 0.81, 0.998))), "9ecec58af31fe0a4cba6a63e7c46d12e15e1710cfbc7b5ec3af80d163ad5f9e0"),
        ["sgd-decay"] = (() => Updated((w, g, m, v) => UpdateKernels.Sgd(w, g, 0.1f, 0.01f)), "245d7a8e23d548694fed3c1c0c591392bb1655efaedda8e3bf4fa020d67afa2c"),
        ["sgd-nesterov"] = (() => Updated((w, g, m, v) => UpdateKernels.SgdMomentum(w, g, m, new SgdMomentumCoefficients(0.1f, 0.9f) { GradientShare = 0.7f, WeightDecay = 0.01f, Nesterov = true })), "12b28a9d8c5ce9da6d8a76d8223fa1f49902fae8f831d1c188f719fc0f1930e0"),
        ["adam-decay"] = (() => Updated((w, g, m, v) => UpdateKernels.Adam(w, g, m, v, new AdamCoefficients(1e-3f, 0.9f, 0.999f, 1e-8f, 0.81, 0.998) { WeightDecay = 0.01f, Shrinkage = 0.03f })), "b8c82484a4e4c8aa4732a0ff0e6ffee2c60d7b856fa49ff2c782128a0a99a107"),
        ["amsgrad"] = (() => Updated((w, g, m, v) => UpdateKernels.AmsGrad(w, g, m, v, Inputs(w.Length, 0, 1, stream: 4), new AdamCoefficients(1e-3f, 0.9f, 0.999f, 1e-8f, 0.81, 0.998))), "31ddc257ea3ca1200976391ed7ad7694ca5ecb155c994b6b346f61bdbdaed4b1"),
        ["rmsprop"] = (() => Updated((w, g, m, v) => UpdateKernels.RmsProp(w, g, v, default, default, new RmsPropCoefficients(1e-2f, 0.99f, 1e-8f))), "2c4de87d621704ba858f33804a6c1f65e2d9399712f69884270c9895f9f228b9"),
        ["rmsprop-centred"] = (() => Updated((w, g, m, v) => UpdateKernels.RmsProp(w, g, v, m, Inputs(w.Length, -1, 1, stream: 4), new RmsPropCoefficients(1e-2f, 0.99f, 1e-8f, 0.9f, 0.01f))), "71e1feca69eafa1ea161c6d618385e6943935e549ff99b47ba551464a48a813c"),
        ["adagrad"] = (() => Updated((w, g, m, v) => UpdateKernels.Adagrad(w, g, v, 1e-2f, 1e-10f, 0.01f)), "6c024753098beb73740505b692becb653b3d1071fc8dc88dd835fc176e4999f1"),
        ["lion"] = (() => Updated((w, g, m, v) => UpdateKernels.Lion(w, g, m, 1e-2f, 0.9f, 0.99f, 0.1f)), "66327613a92c4c3c81cca35257671a3a17e55a4b9c20cefa7af0e7e067fab4af"),
        ["moving-average"] = (() => Updated((w, g, m, v) => UpdateKernels.MovingAverage(w, g, 0.001f)), "01682484d4a09766b13410a573434a3cbe379c48fc004f5cbd7ac07df0c43fb7"),
        ["flush-subnormal"] = (() => Updated((w, g, m, v) => { Blas.Scale(1e-38f, g); UpdateKernels.FlushSubnormal(g); }), "5fc42235ab61e1a780a8eba49bb3f3db36826d03ece41acd442a37e21d437db9"),
        ["clip"] = (() => Updated((w, g, m, v) => UpdateKernels.Clip(g, 0.3f)), "7c849c67cdcd4bd1bd957b108ef67aae736812b6f580106051e28249c79eb938"),
    };

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    private delegate void Update(Span<float> weights, Span<float> gradient, Span<float> m, Span<float> v);

    private delegate void LossKernel(ReadOnlySpan<float> x, ReadOnlySpan<float> t, Span<float> y, Span<float> dx);

    public static TheoryData<string> Names => [.. s_kernels.Keys];

    private static IEnumerable<int> Lengths => Enumerable.Range(0, 200).Append(1000).Append(4099);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kernel_gives_the_same_bits_everywhere(string kernel)
    {
        (Func<float[]> output, string expected) = s_kernels[kernel];
        string actual = Fingerprint.Of(output());
        Assert.True(expected == actual, $"{kernel}: expected {expected}, got {actual}");
    }

    [Fact]
    public void Every_activation_has_a_fingerprint() =>
        Assert.All(Activation.All, activation => Assert.Contains(activation.Name, s_kernels.Keys));

    private static float[] Inputs(int length, float low, float high, ulong stream = 0)
    {
        var values = new float[length];
        Philox.Uniform(seed: 42, stream, start: 0, low, high, values);
        return values;
    }

    // 27 rows of 37 numbers: 999 is a whole number of no register.
    private static float[] Mapped(Map map, float low = -1, float high = 1)
    {
        float[] y = Inputs(999, -1, 1, stream: 1);
        map(Inputs(999, low, high), y);
        return y;
    }

    private static float[] Activated(Activation activation)
    {
        float[] x = Inputs(999, -12, 12);
        var y = new float[x.Length];
        var dx = new float[x.Length];
        ActivationKernels.Forward(activation, x, y);
        ActivationKernels.Backward(activation, x, y, Inputs(x.Length, -1, 1, stream: 1), dx);
        return [.. y, .. dx];
    }

    private static float[] Gemv(Transpose trans)
    {
        float[] y = Inputs(130, -1, 1, stream: 2);
        Blas.Gemv(trans, 101, 83, 0.7f, Inputs(101 * 90, -1, 1), 90, Inputs(101, -1, 1, stream: 1), -0.3f, y);
        return y;
    }

    private static float[] Gemm(Transpose transA, Transpose transB)
    {
        var all = new List<float>();
        foreach ((int m, int n, int k) in new[] { (1, 10, 64), (2, 128, 64), (5, 33, 7), (13, 70, 400), (30, 530, 20), (64, 128, 64) })
        {
            int lda = (transA == Transpose.No ? k : m) + 3;
            int ldb = (transB == Transpose.No ? n : k) + 2;
            float[] c = Inputs(m * (n + 1), -1, 1, stream: 2);
            Blas.Gemm(transA, transB, m, n, k, 0.7f, Inputs(lda * int.Max(m, k), -1, 1), lda, Inputs(ldb * int.Max(n, k), -1, 1, stream: 1), ldb, -0.3f, c, n + 1);
            all.AddRange(c);
        }

        return [.. all];
    }

    private static float[] GemmPacked()
    {
        using var weights = new PackedMatrix(Transpose.Yes, 400, 70, Inputs(400 * 70, -1, 1, stream: 1), 400);
        var c = new float[13 * 70];
        Blas.Gemm(13, Inputs(13 * 400, -1, 1), 400, weights, Inputs(70, -1, 1, stream: 2), c, 70);
        return c;
    }

    // Blocks of four rows, one row, and columns that are no whole number of tiles.
    private static float[] GemmPacked(WeightFormat format)
    {
        using var weights = new PackedMatrix(Transpose.Yes, 400, 70, Inputs(400 * 70, -1, 1, stream: 1), 400, format);
        var c = new float[14 * 70];
        Blas.Gemm(13, Inputs(13 * 400, -1, 1), 400, weights, Inputs(70, -1, 1, stream: 2), c, 70);
        Blas.GemmRelu(1, Inputs(400, -1, 1, stream: 3), 400, weights, [], c.AsSpan(13 * 70), 70);
        return c;
    }

    // Few rows: rows of B far apart, and B transposed.
    private static float[] GemmFewRows()
    {
        var all = new List<float>();
        foreach (Transpose transB in new[] { Transpose.No, Transpose.Yes })
        {
            float[] c = Inputs(7 * 600, -1, 1, stream: 2);
            Blas.Gemm(Transpose.No, transB, 7, 600, 310, 1f, Inputs(7 * 310, -1, 1), 310, Inputs(310 * 600, -1, 1, stream: 1), transB == Transpose.No ? 600 : 310, -0.3f, c, 600);
            all.AddRange(c);
        }

        return [.. all];
    }

    private static float[] GemmOfDoubles()
    {
        double[] c = Doubles(13 * 70, stream: 2);
        Blas.Gemm(Transpose.No, Transpose.Yes, 13, 70, 400, 0.7, Doubles(13 * 400, stream: 0), 400, Doubles(400 * 70, stream: 1), 400, -0.3, c, 70);
        return MemoryMarshal.Cast<double, float>(c).ToArray();
    }

    private static double[] Doubles(int length, ulong stream) => [.. Inputs(length, -1, 1, stream).Zip(Inputs(length, -1, 1, stream + 10), (high, low) => high + (low * 1e-8))];

    // Round the sizes where the ways part: 16, 32 and their halves, and a large one.
    private static float[] Factorizations(Func<int, float[], IEnumerable<float[]>> factor) => [.. FactorizationSizes.SelectMany(n => factor(n, Inputs(n * n, -1, 1)).SelectMany(x => x))];

    private static float[] InDouble(Func<int, double[], IEnumerable<double[]>> factor) =>
        MemoryMarshal.Cast<double, float>(FactorizationSizes.SelectMany(n => factor(n, Doubles(n * n, stream: 0)).SelectMany(x => x)).ToArray()).ToArray();

    private static int[] FactorizationSizes => [1, 2, 7, 16, 17, 32, 33, 100, 150];

    private static IEnumerable<T[]> Lus<T>(int n, T[] a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] lu = [.. a], x = new T[n], inverse = new T[n * n];
        int[] pivots = new int[n];
        double norm = Lu.OneNorm<T>(n, a, n);
        Assert.True(Lu.Factor<T>(lu, n, pivots).IsComplete);
        Assert.True(Lu.TryInverse<T>(a, n, inverse, out _));
        Assert.True(Lu.TrySolve<T>(n, 1, a, n, a.AsSpan(0, n), 1, x, 1, out _, refinements: 1));
        T[] transposed = [.. x];
        Lu.SolveFactored<T>(Transpose.Yes, n, 1, lu, n, pivots, transposed, 1);
        return [lu, x, transposed, inverse, [T.CreateTruncating(Lu.ReciprocalCondition<T>(n, lu, n, pivots, norm)), T.CreateTruncating(Lu.Determinant<T>(n, lu, n, pivots).LogMagnitude)]];
    }

    private static IEnumerable<T[]> Choleskys<T>(int n, T[] a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] l = [.. a], x = new T[n], inverse = new T[n * n];
        for (int i = 0; i < n; i++)
            l[(i * n) + i] += T.CreateTruncating(n);
        Assert.True(Cholesky.TryInverse<T>(l, n, inverse, out _));
        Assert.True(Cholesky.TrySolve<T>(l, n, a.AsSpan(0, n), x, out _));
        Assert.True(Cholesky.Factor<T>(l, n).IsComplete);
        return [l, x, inverse];
    }

    private static IEnumerable<T[]> Qrs<T>(int n, T[] a)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = (n + 1) / 2;
        T[] qr = [.. a], tau = new T[columns], q = new T[n * n], x = new T[columns];
        Qr.Factor<T>(n, columns, qr, n, tau);
        Qr.FormQ<T>(n, columns, qr, n, tau, n, q, n);
        Assert.True(Qr.TryLeastSquares<T>(n, columns, 1, a, n, a.AsSpan(0, n), 1, x, 1, out _));
        return [qr, tau, q, x];
    }

    private static float[] Trsm()
    {
        var all = new List<float>();
        foreach (Side side in Enum.GetValues<Side>())
        {
            foreach (Triangle triangle in Enum.GetValues<Triangle>())
            {
                // Near the unit matrix, so that the solution stays as large as what it is solved for.
                float[] a = Inputs(70 * 70, -0.02f, 0.02f);
                for (int i = 0; i < 70; i++)
                    a[i * 71] += 1.5f;
                float[] b = Inputs(70 * 70, -1, 1, stream: 1);
                Blas.Trsm(side, triangle, Transpose.Yes, Diagonal.Stored, 70, 70, 0.7f, a, 70, b, 70);
                all.AddRange(b);
            }
        }

        return [.. all];
    }

    private static float[] CrossEntropy()
    {
        var losses = new float[27];
        var gradient = new float[999];
        int[] labels = [.. Enumerable.Range(0, 27).Select(i => i * 11 % 37)];
        RowKernels.SoftmaxCrossEntropy(Inputs(999, -20, 20), 37, labels, losses, gradient);
        return [.. losses, .. gradient];
    }

    // Long rows too: they go through memory in blocks.
    private static float[] LogSumExp()
    {
        float[] x = Inputs(6000, -20, 20), sums = new float[2], dx = new float[6000];
        RowKernels.LogSumExp(x, 3000, sums);
        RowKernels.LogSumExpBackward(x, 3000, sums, Inputs(2, -1, 1, stream: 1), dx);
        return [.. sums, .. dx];
    }

    // Long rows too, and improbable classes.
    private static float[] Entropy()
    {
        float[] probs = Inputs(6000, -20, 20), entropies = new float[82], ofLong = new float[2];
        RowKernels.Softmax(probs, 3000, probs);
        RowKernels.Entropy(probs, 3000, ofLong);
        RowKernels.Entropy(probs.AsSpan(0, 82 * 73), 73, entropies);
        return [.. ofLong, .. entropies];
    }

    private static float[] LayerNorm()
    {
        float[] x = Inputs(999, -1, 3), y = new float[999], mean = new float[27], rstd = new float[27], dx = new float[999], dGamma = new float[37], dBeta = new float[37];
        float[] gamma = Inputs(37, -1, 1, stream: 1);
        RowKernels.LayerNorm(x, 37, gamma, Inputs(37, -1, 1, stream: 2), 1e-5f, y, mean, rstd);
        RowKernels.LayerNormBackward(x, 37, gamma, mean, rstd, Inputs(999, -1, 1, stream: 3), dx, dGamma, dBeta);
        return [.. y, .. mean, .. rstd, .. dx, .. dGamma, .. dBeta];
    }

    private static float[] RmsNorm()
    {
        float[] x = Inputs(999, -1, 3), y = new float[999], rstd = new float[27], dx = new float[999], dGamma = new float[37], gamma = Inputs(37, -1, 1, stream: 1);
        RowKernels.RmsNorm(x, 37, gamma, 1e-5f, y, rstd);
        RowKernels.RmsNormBackward(x, 37, gamma, rstd, Inputs(999, -1, 1, stream: 3), dx, dGamma);
        return [.. y, .. rstd, .. dx, .. dGamma];
    }

    // 27 rows: three groups of eight and a shorter one.
    private static float[] BatchNorm()
    {
        float[] x = Inputs(999, -1, 3), y = new float[999], mean = new float[37], variance = new float[37], dx = new float[999], dGamma = new float[37], dBeta = new float[37];
        float[] gamma = Inputs(37, -1, 1, stream: 1), runningMean = Inputs(37, -1, 1, stream: 4), runningVariance = Inputs(37, 0, 1, stream: 5);
        RowKernels.BatchNormStatistics(x, 37, mean, variance);
        RowKernels.BatchNorm(x, 37, mean, variance, gamma, Inputs(37, -1, 1, stream: 2), 1e-5f, y);
        RowKernels.BatchNormRunning(mean, variance, 27, 0.1f, runningMean, runningVariance);
        RowKernels.BatchNormBackward(x, 37, mean, variance, ofBatch: true, gamma, 1e-5f, Inputs(999, -1, 1, stream: 3), dx, dGamma, dBeta);
        return [.. y, .. mean, .. variance, .. runningMean, .. runningVariance, .. dx, .. dGamma, .. dBeta];
    }

    private static float[] Loss(LossKernel kernel, float scale = 1, int length = 999)
    {
        float[] y = new float[length], dx = new float[length];
        kernel(Inputs(length, -scale, scale), Inputs(length, 0, 1, stream: 1), y, dx);
        return [.. y, .. dx];
    }

    private static float[] SmoothedCrossEntropy(bool ofLabels)
    {
        float[] logits = Inputs(999, -20, 20), classWeights = Inputs(37, 0, 2, stream: 1), losses = new float[27], gradient = new float[999], scratch = new float[74];
        if (ofLabels)
            LossKernels.SoftmaxCrossEntropy(logits, 37, [.. Enumerable.Range(0, 27).Select(i => i * 11 % 37)], classWeights, 0.1f, 11, losses, gradient, scratch);
        else
            LossKernels.SoftmaxCrossEntropy(logits, 37, Inputs(999, 0, 1, stream: 2), classWeights, 0.1f, losses, gradient, scratch);
        return [.. losses, .. gradient];
    }

    private static float[] Updated(Update update)
    {
        float[] weights = Inputs(999, -1, 1);
        float[] gradient = Inputs(999, -1, 1, stream: 1);
        float[] m = Inputs(999, -1, 1, stream: 2);
        float[] v = Inputs(999, 0, 1, stream: 3);
        update(weights, gradient, m, v);
        return [.. weights, .. gradient, .. m, .. v];
    }
}
