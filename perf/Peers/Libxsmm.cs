using System.Runtime.InteropServices;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>libxsmm 1.17, which compiles a kernel for each small shape.</summary>
internal sealed unsafe class Libxsmm : IGemmPeer, IDoubleGemmPeer
{
    public const string EnvironmentVariable = "SIMDNET_LIBXSMM";

    // Beyond this its kernels, which do not block for caches, are not meant to be used alone.
    private const int MaxSize = 128;

    private readonly delegate* unmanaged[Cdecl]<int, int, int, int*, int*, int*, float*, float*, int*, int*, nint> _dispatch;

    private readonly delegate* unmanaged[Cdecl]<int, int, int, int*, int*, int*, double*, double*, int*, int*, nint> _dispatchDouble;

    private Libxsmm(nint library)
    {
        _dispatchDouble = (delegate* unmanaged[Cdecl]<int, int, int, int*, int*, int*, double*, double*, int*, int*, nint>)NativeLibrary.GetExport(library, "libxsmm_dmmdispatch");
        _dispatch = (delegate* unmanaged[Cdecl]<int, int, int, int*, int*, int*, float*, float*, int*, int*, nint>)NativeLibrary.GetExport(library, "libxsmm_smmdispatch");
        var target = (delegate* unmanaged[Cdecl]<byte*>)NativeLibrary.GetExport(library, "libxsmm_get_target_arch");
        Description = $"libxsmm, code for {Marshal.PtrToStringUTF8((nint)target())}";
    }

    public string Name => "libxsmm";

    public string Description { get; }

    public static Libxsmm? Find()
    {
        nint library = NativePeer.Load(EnvironmentVariable, "libxsmm.so");
        return library == 0 ? null : new Libxsmm(library);
    }

    public Action<int>? Gemm(GemmProblem problem, Contest contest)
    {
        GemmShape s = problem.Shape;
        if (s.IsTransposed || s.Threads > 1 || int.Max(s.M, int.Max(s.N, s.K)) > MaxSize)
            return null;

        // Column-major: C^T = B^T A^T.
        (int lda, int ldb, int ldc, float alpha, float beta) = (s.Ldb, s.Lda, s.Ldc, 1f, s.Beta);
        var kernel = (delegate* unmanaged[Cdecl, SuppressGCTransition]<float*, float*, float*, void>)_dispatch(s.N, s.M, s.K, &lda, &ldb, &ldc, &alpha, &beta, null, null);
        if (kernel is null)
            return null;
        return times =>
        {
            float* a = problem.A.Pointer, b = problem.B.Pointer, c = problem.C.Pointer;
            for (int i = 0; i < times; i++)
                kernel(b, a, c);
        };
    }

    public Action<int>? Gemm(DoubleProblem problem)
    {
        (int m, int n, int k, double alpha, double beta) = (problem.M, problem.N, problem.K, 1, 0);
        if (int.Max(m, int.Max(n, k)) > MaxSize)
            return null;

        var kernel = (delegate* unmanaged[Cdecl, SuppressGCTransition]<double*, double*, double*, void>)_dispatchDouble(n, m, k, &n, &k, &n, &alpha, &beta, null, null);
        if (kernel is null)
            return null;
        return times =>
        {
            double* a = problem.PointerA, b = problem.PointerB, c = problem.PointerC;
            for (int i = 0; i < times; i++)
                kernel(b, a, c);
        };
    }
}
