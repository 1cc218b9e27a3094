using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using SimdNet.Buffers;
using SimdNet.Kernels;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>OpenBLAS through its C interface.</summary>
internal sealed unsafe class OpenBlas : IGemmPeer, IDoubleGemmPeer
{
    private const int RowMajor = 101, NoTrans = 111, Trans = 112;
    private const string CoreVariable = "OPENBLAS_CORETYPE", Level2Size = "OPENBLAS_L2_SIZE", ThreadTimeout = "OPENBLAS_THREAD_TIMEOUT";

    // Threads without work stop looking for it after 2^20 cycles, not 2^26 (26 ms), because others are timed next.
    private const string ShortTimeout = "20";
    private static readonly string[] s_avx512Cores = ["SkylakeX", "Cooperlake", "SapphireRapids"];

    private readonly delegate* unmanaged[Cdecl]<int, void> _setThreads;
    private readonly delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemm;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemmTiny;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, float, float*, int, float*, int, float, float*, int, void> _sgemv;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, float*, int, float*, int, float> _sdot;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, float, float*, int, float*, int, void> _saxpy;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void> _dgemm;

    private OpenBlas(nint library, string detected)
    {
        nint sgemm = NativeLibrary.GetExport(library, "cblas_sgemm");
        _sgemm = (delegate* unmanaged[Cdecl]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm;
        _sgemmTiny = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm;
        _sgemv = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)NativeLibrary.GetExport(library, "cblas_sgemv");
        _sdot = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, float*, int, float*, int, float>)NativeLibrary.GetExport(library, "cblas_sdot");
        _saxpy = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, float, float*, int, float*, int, void>)NativeLibrary.GetExport(library, "cblas_saxpy");
        _dgemm = (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, int, int, int, double, double*, int, double*, int, double, double*, int, void>)NativeLibrary.GetExport(library, "cblas_dgemm");
        _setThreads = (delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(library, "openblas_set_num_threads");
        _setThreads(1);
        Lapack = OpenBlasLapack.Find(library);
        CoreType = Core(library);
        Description = $"{Text(library, "openblas_get_config")}; kernels: {CoreType}{(detected == CoreType ? "" : $" (chosen here; it takes this processor for {detected})")}";
    }

    public string Name => "openblas";

    public string Description { get; }

    /// <summary>Its factorizations, on one thread; null: it was built without them.</summary>
    public OpenBlasLapack? Lapack { get; }

    /// <summary>Its name for the processor whose kernels it uses.</summary>
    public string CoreType { get; }

    /// <summary>null: not on this machine. The kernels are OpenBLAS's best for it, whatever this process was started with.</summary>
    public static OpenBlas? Find()
    {
        // Read while the library is loaded. A shell that pins an old core or a small cache would make it slower than it is.
        if (!OperatingSystem.IsWindows())
        {
            NativePeer.SetEnvironmentVariable(ThreadTimeout, ShortTimeout);
            NativePeer.SetEnvironmentVariable(CoreVariable, null);
            NativePeer.SetEnvironmentVariable(Level2Size, null);
        }

        nint library = Load();
        if (library == 0)
            return null;
        string detected = Core(library);
        if (!Avx512F.IsSupported || OperatingSystem.IsWindows() || s_avx512Cores.Contains(detected))
            return new OpenBlas(library, detected);

        // It does not know this processor.
        NativeLibrary.Free(library);
        NativePeer.SetEnvironmentVariable(CoreVariable, s_avx512Cores[0]);
        return new OpenBlas(Load(), detected);
    }

    /// <summary>The same for the environment of a process that has an OpenBLAS of its own.</summary>
    /// <param name="environment">changed</param>
    /// <param name="coreType">the kernels that it is to use; null: it chooses for itself</param>
    public static void Unpin(IDictionary<string, string?> environment, string? coreType)
    {
        environment[ThreadTimeout] = ShortTimeout;
        environment.Remove(Level2Size);
        environment.Remove(CoreVariable);
        if (coreType is not null)
            environment[CoreVariable] = coreType;
    }

    /// <summary>cblas_sgemm; for a single row or column cblas_sgemv, which is OpenBLAS's function for it.</summary>
    public Action<int>? Gemm(GemmProblem problem, Contest contest)
    {
        GemmShape s = problem.Shape;
        if (s.IsPlain && s.N == 1)
            return Gemv(Transpose.No, s.M, s.K, problem.A, problem.B, problem.C);
        if (s.IsPlain && s.M == 1)
            return Gemv(Transpose.Yes, s.K, s.N, problem.B, problem.A, problem.C);

        _setThreads(s.Threads);
        return s.IsTiny ? SmallGemm(problem) : LargeGemm(problem);
    }

    public Action<int>? Gemm(DoubleProblem problem)
    {
        _setThreads(1);
        return times =>
        {
            (int m, int n, int k) = (problem.M, problem.N, problem.K);
            double* a = problem.PointerA, b = problem.PointerB, c = problem.PointerC;
            for (int i = 0; i < times; i++)
                _dgemm(RowMajor, NoTrans, NoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
        };
    }

    public Action<int> Gemv(Transpose trans, int m, int n, AlignedBuffer a, AlignedBuffer x, AlignedBuffer y)
    {
        _setThreads(1);
        return times =>
        {
            float* pa = a.Pointer, px = x.Pointer, py = y.Pointer;
            int op = Operation(trans);
            for (int i = 0; i < times; i++)
                _sgemv(RowMajor, op, m, n, 1f, pa, n, px, 1, 0f, py, 1);
        };
    }

    public Action<int> Dot(AlignedBuffer x, AlignedBuffer y, AlignedBuffer result) => times =>
    {
        float* px = x.Pointer, py = y.Pointer, pr = result.Pointer;
        int n = x.Length;
        _setThreads(1);
        for (int i = 0; i < times; i++)
            *pr = _sdot(n, px, 1, py, 1);
    };

    public Action<int> Axpy(float alpha, AlignedBuffer x, AlignedBuffer y) => times =>
    {
        float* px = x.Pointer, py = y.Pointer;
        int n = x.Length;
        _setThreads(1);
        for (int i = 0; i < times; i++)
            _saxpy(n, alpha, px, 1, py, 1);
    };

    private static nint Load() => NativePeer.Load(null, "libopenblas.so.0", "libopenblas.0.dylib", "libopenblas.dll");

    private static string Core(nint library) => Text(library, "openblas_get_corename");

    private static string Text(nint library, string function) =>
        Marshal.PtrToStringUTF8((nint)((delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(library, function))())!.Trim();

    private static int Operation(Transpose transpose) => transpose == Transpose.No ? NoTrans : Trans;

    // The two bodies differ only in the kind of call.
    private Action<int> SmallGemm(GemmProblem problem) => times =>
    {
        GemmShape s = problem.Shape;
        (int transA, int transB, int m, int n, int k) = (Operation(s.TransA), Operation(s.TransB), s.M, s.N, s.K);
        (int lda, int ldb, int ldc, float beta) = (s.Lda, s.Ldb, s.Ldc, s.Beta);
        float* a = problem.A.Pointer, b = problem.B.Pointer, c = problem.C.Pointer;
        for (int i = 0; i < times; i++)
            _sgemmTiny(RowMajor, transA, transB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
    };

    private Action<int> LargeGemm(GemmProblem problem) => times =>
    {
        GemmShape s = problem.Shape;
        (int transA, int transB) = (Operation(s.TransA), Operation(s.TransB));
        float* a = problem.A.Pointer, b = problem.B.Pointer, c = problem.C.Pointer;
        for (int i = 0; i < times; i++)
            _sgemm(RowMajor, transA, transB, s.M, s.N, s.K, 1f, a, s.Lda, b, s.Ldb, s.Beta, c, s.Ldc);
    };
}
