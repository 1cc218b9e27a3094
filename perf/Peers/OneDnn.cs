using System.Runtime.InteropServices;
using SimdNet.Kernels;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>oneDNN's row-major product.</summary>
internal sealed unsafe class OneDnn : IGemmPeer
{
    private readonly delegate* unmanaged[Cdecl]<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _sgemm;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _sgemmTiny;
    private readonly delegate* unmanaged[Cdecl]<int, void> _setThreads;

    private OneDnn(nint library, nint openMp)
    {
        nint sgemm = NativeLibrary.GetExport(library, "dnnl_sgemm");
        _sgemm = (delegate* unmanaged[Cdecl]<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)sgemm;
        _sgemmTiny = (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)sgemm;
        _setThreads = (delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(openMp, "omp_set_num_threads");
        int* version = ((delegate* unmanaged[Cdecl]<int*>)NativeLibrary.GetExport(library, "dnnl_version"))();
        Description = $"oneDNN {version[0]}.{version[1]}.{version[2]}";
    }

    public string Name => "onednn";

    public string Description { get; }

    /// <summary>null if the library, or the OpenMP run-time by which its threads are counted, is not there.</summary>
    public static OneDnn? Find()
    {
        nint openMp = NativePeer.Load(null, "libgomp.so.1", "libomp.so.5", "libomp.dylib");
        nint library = openMp == 0 ? 0 : NativePeer.Load(null, "libdnnl.so.3", "libdnnl.so.2", "libdnnl.dylib");
        return library == 0 ? null : new OneDnn(library, openMp);
    }

    public Action<int>? Gemm(GemmProblem problem, Contest contest)
    {
        _setThreads(problem.Shape.Threads);
        return problem.Shape.IsTiny ? SmallGemm(problem) : LargeGemm(problem);
    }

    private static byte Operation(Transpose transpose) => transpose == Transpose.No ? (byte)'N' : (byte)'T';

    // The two bodies differ only in the kind of call.
    private Action<int> SmallGemm(GemmProblem problem) => times =>
    {
        GemmShape s = problem.Shape;
        (byte transA, byte transB, long m, long n, long k) = (Operation(s.TransA), Operation(s.TransB), s.M, s.N, s.K);
        (long lda, long ldb, long ldc, float beta) = (s.Lda, s.Ldb, s.Ldc, s.Beta);
        float* a = problem.A.Pointer, b = problem.B.Pointer, c = problem.C.Pointer;
        for (int i = 0; i < times; i++)
            _sgemmTiny(transA, transB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
    };

    private Action<int> LargeGemm(GemmProblem problem) => times =>
    {
        GemmShape s = problem.Shape;
        (byte transA, byte transB) = (Operation(s.TransA), Operation(s.TransB));
        float* a = problem.A.Pointer, b = problem.B.Pointer, c = problem.C.Pointer;
        for (int i = 0; i < times; i++)
            _sgemm(transA, transB, s.M, s.N, s.K, 1f, a, s.Lda, b, s.Ldb, s.Beta, c, s.Ldc);
    };
}
