using System.Runtime.InteropServices;

namespace SimdNet.Perf.Peers;

/// <summary>OpenBLAS's factorizations through their Fortran symbols: column-major, so that they see a row-major matrix transposed.</summary>
internal sealed unsafe class OpenBlasLapack
{
    private readonly delegate* unmanaged[Cdecl]<int*, int*, float*, int*, int*, int*, void> _sgetrf;
    private readonly delegate* unmanaged[Cdecl]<byte*, int*, float*, int*, int*, nint, void> _spotrf;
    private readonly delegate* unmanaged[Cdecl]<int*, float*, int*, int*, float*, int*, int*, void> _sgetri;
    private readonly delegate* unmanaged[Cdecl]<int*, int*, float*, int*, int*, float*, int*, int*, void> _sgesv;

    private OpenBlasLapack(nint sgetrf, nint spotrf, nint sgetri, nint sgesv)
    {
        _sgetrf = (delegate* unmanaged[Cdecl]<int*, int*, float*, int*, int*, int*, void>)sgetrf;
        _spotrf = (delegate* unmanaged[Cdecl]<byte*, int*, float*, int*, int*, nint, void>)spotrf;
        _sgetri = (delegate* unmanaged[Cdecl]<int*, float*, int*, int*, float*, int*, int*, void>)sgetri;
        _sgesv = (delegate* unmanaged[Cdecl]<int*, int*, float*, int*, int*, float*, int*, int*, void>)sgesv;
    }

    /// <summary>null: the library has none of them.</summary>
    public static OpenBlasLapack? Find(nint library) =>
        NativeLibrary.TryGetExport(library, "sgetrf_", out nint sgetrf) && NativeLibrary.TryGetExport(library, "spotrf_", out nint spotrf)
        && NativeLibrary.TryGetExport(library, "sgetri_", out nint sgetri) && NativeLibrary.TryGetExport(library, "sgesv_", out nint sgesv)
            ? new OpenBlasLapack(sgetrf, spotrf, sgetri, sgesv)
            : null;

    /// <summary>L and U in place.</summary>
    public void Lu(int n, float* a, int* pivots)
    {
        int info;
        _sgetrf(&n, &n, a, &n, pivots, &info);
    }

    /// <summary>The factor in place, in what a row-major reader calls the lower triangle.</summary>
    public void Cholesky(int n, float* a)
    {
        int info;
        byte triangle = (byte)'U';
        _spotrf(&triangle, &n, a, &n, &info, 1);
    }

    /// <summary>The inverse in place.</summary>
    public void Inverse(int n, float* a, int* pivots, float* work, int workLength)
    {
        int info;
        _sgetrf(&n, &n, a, &n, pivots, &info);
        _sgetri(&n, a, &n, pivots, work, &workLength, &info);
    }

    /// <summary>x in place of b, L and U in place of A.</summary>
    public void Solve(int n, float* a, int* pivots, float* b)
    {
        int info, one = 1;
        _sgesv(&n, &one, a, &n, pivots, b, &n, &info);
    }
}
