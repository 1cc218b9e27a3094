using SimdNet.Kernels;
using SimdNet.Perf.Peers;

namespace SimdNet.Perf.Comparison;

/// <summary>THE list of cases.</summary>
internal static class CaseList
{
    private static readonly int[] s_cubes = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048];
    private static readonly int[] s_primeCubes = [31, 61, 127, 251, 509, 1021];
    private static readonly int[] s_threadedCubes = [64, 128, 192, 256, 384, 512, 768, 1024, 2048];
    private static readonly int[] s_doubleCubes = [16, 64, 256, 1024];
    private static readonly int[] s_reluCubes = [256, 512, 1024];
    private static readonly int[] s_rows = [1, 2, 4, 8, 16, 32, 64];
    private static readonly (int N, int K)[] s_layers = [(128, 784), (512, 512), (512, 784), (2048, 2048), (10, 512), (4096, 64)];
    private static readonly int[] s_vectors = [16, 32, 64, 128, 256, 1024, 4096, 16384, 65536, 1_000_000];
    private static readonly int[] s_maps = [1, 16, 128, 1024, 4096, 65536];
    private static readonly int[] s_gemv = [512, 2048];
    private static readonly int[][] s_networks = [[16, 32, 32, 4], [64, 64, 64, 8], [784, 128, 10], [784, 512, 512, 10]];
    private static readonly int[] s_batches = [1, 8, 64];
    private static readonly (int[] Sizes, int Batch)[] s_trainings = [([784, 128, 10], 64), ([784, 512, 512, 10], 64), ([16, 32, 32, 4], 32), ([784, 512, 512, 10], 256)];
    private static readonly string[] s_optimizers = ["sgd", "adam"];
    private static readonly Transpose[] s_transposes = [Transpose.No, Transpose.Yes];

    /// <param name="peers">who takes part</param>
    /// <param name="threads">of the cases with several threads; 1 leaves them out</param>
    public static IReadOnlyList<ComparisonCase> Create(PeerSet peers, int threads) =>
    [
        .. Products(threads).Select(shape => GemmCases.Gemm(shape, peers)),
        .. s_doubleCubes.Select(n => GemmCases.GemmDouble(n, peers)),
        .. s_reluCubes.Select(GemmCases.GemmRelu),
        .. from n in s_gemv from trans in s_transposes select GemmCases.Gemv(trans, n, n, peers),
        .. s_vectors.Select(n => VectorCases.Dot(n, peers)),
        .. s_vectors.Select(n => VectorCases.Axpy(n, peers)),
        .. s_vectors.Select(VectorCases.Sum),
        FactorizationCases.FactorLu(1024, peers),
        FactorizationCases.FactorCholesky(1024, peers),
        FactorizationCases.Inverse(256, peers),
        FactorizationCases.Solve(16, 1000, peers),
        .. s_maps.Select(n => MapCases.Exp(n, peers)),
        .. s_maps.Select(n => MapCases.Sigmoid(n, peers)),
        .. s_maps.Select(n => MapCases.Tanh(n, peers)),
        .. s_maps.Select(n => MapCases.Log(n, peers)),
        .. s_maps.Select(n => MapCases.Relu(n, peers)),
        .. s_maps.Select(n => MapCases.Gelu(n, peers)),
        .. s_maps.Select(n => MapCases.LayerNorm(n, peers)),
        .. s_maps.Select(n => MapCases.Softmax(n, peers)),
        NeuronCases.HodgkinHuxley(10_000),
        .. from sizes in s_networks from batch in s_batches from format in Enum.GetValues<WeightFormat>() select MlpCases.Mlp(sizes, batch, format, peers),
        .. from training in s_trainings from optimizer in s_optimizers select TrainingCases.Train(training.Sizes, training.Batch, optimizer, threads: 1, peers),
        .. from optimizer in threads == 1 ? [] : s_optimizers select TrainingCases.Train(s_trainings[^1].Sizes, s_trainings[^1].Batch, optimizer, threads, peers),
    ];

    private static IEnumerable<GemmShape> Products(int threads) =>
    [
        .. s_cubes.Select(Cube),
        .. s_primeCubes.Select(Cube),
        .. from layer in s_layers from m in s_rows select new GemmShape(m, layer.N, layer.K),
        .. from layer in s_layers from m in s_rows select new GemmShape(m, layer.N, layer.K) { IsPacked = true },
        new GemmShape(64, 64, 16384),
        new GemmShape(512, 1, 512),
        new GemmShape(4096, 1, 64),
        .. Transposes(Cube(512)),
        .. Transposes(new GemmShape(64, 512, 784)),
        Cube(512) with { Beta = 1 },
        Cube(512) with { LeadingDimension = 1024 },
        .. threads == 1 ? [] : Threaded(threads),
    ];

    private static IEnumerable<GemmShape> Threaded(int threads) =>
        s_threadedCubes.Select(Cube).Append(new GemmShape(64, 512, 784)).Select(shape => shape with { Threads = threads });

    private static IEnumerable<GemmShape> Transposes(GemmShape shape) =>
        from transA in s_transposes
        from transB in s_transposes
        where transA != Transpose.No || transB != Transpose.No
        select shape with { TransA = transA, TransB = transB };

    private static GemmShape Cube(int n) => new(n, n, n);
}
