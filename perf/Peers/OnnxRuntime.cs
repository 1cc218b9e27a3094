using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>ONNX Runtime through its C API: models made in memory, values over the contest's own memory, all optimizations.</summary>
internal sealed unsafe class OnnxRuntime : IGemmPeer
{
    public const string EnvironmentVariable = "SIMDNET_ONNXRUNTIME";

    private const int LogErrors = 3;
    private const int ArenaAllocator = 1, DefaultMemory = 0;

    private readonly OrtApi _api;
    private readonly void* _environment;
    private readonly void* _memoryInfo;

    private OnnxRuntime(nint library)
    {
        _api = new OrtApi(library);
        void* created;
        fixed (byte* name = "perf\0"u8)
            _api.Check(_api.CreateEnv(LogErrors, name, &created));
        _environment = created;
        _api.Check(_api.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, &created));
        _memoryInfo = created;
    }

    public string Name => "onnxruntime";

    public string Description => $"ONNX Runtime {_api.Version}";

    public static OnnxRuntime? Find()
    {
        nint library = NativePeer.Load(EnvironmentVariable, "libonnxruntime.so.1", "libonnxruntime.so", "libonnxruntime.dylib", "onnxruntime.dll");
        return library == 0 ? null : new OnnxRuntime(library);
    }

    public Action<int>? Gemm(GemmProblem problem, Contest contest)
    {
        GemmShape s = problem.Shape;
        if (s.Beta != 0 || s.LeadingDimension is not null)
            return null;

        var a = new OnnxTensor(problem.A, s.RowsOfA, s.Lda);
        var b = new OnnxTensor(problem.B, s.RowsOfB, s.Ldb);
        var c = new OnnxTensor(problem.C, s.M, s.N);
        if (s.IsPacked)
            return s.IsTransposed ? null : Session(OnnxModel.MatMul(s.M, s.N, s.K, problem.B.Span), s.Threads, contest, c, a);
        byte[] model = s.IsTransposed ? OnnxModel.Gemm(s.TransA, s.TransB, s.M, s.N, s.K) : OnnxModel.MatMul(s.M, s.N, s.K);
        return Session(model, s.Threads, contest, c, a, b);
    }

    /// <summary>A model's call; the session belongs to the contest.</summary>
    public Action<int> Session(byte[] model, int threads, Contest contest, OnnxTensor output, params ReadOnlySpan<OnnxTensor> inputs) =>
        contest.Own(new OnnxSession(_api, _environment, _memoryInfo, model, threads, output, inputs)).Run;
}
