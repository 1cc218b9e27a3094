using System.Runtime.Intrinsics;

namespace SimdNet.Kernels;

/// <summary>Sixteen sums in two registers of 256 bits.</summary>
internal unsafe struct Int8Sums256
{
    public Vector256<int> Lower;
    public Vector256<int> Upper;

    public readonly void Store(int* destination)
    {
        Lower.Store(destination);
        Upper.Store(destination + Vector256<int>.Count);
    }
}

/// <summary>Sixteen sums in four registers of 128 bits.</summary>
internal unsafe struct Int8Sums128
{
    public Vector128<int> S0;
    public Vector128<int> S1;
    public Vector128<int> S2;
    public Vector128<int> S3;

    public readonly void Store(int* destination)
    {
        S0.Store(destination);
        S1.Store(destination + Vector128<int>.Count);
        S2.Store(destination + (2 * Vector128<int>.Count));
        S3.Store(destination + (3 * Vector128<int>.Count));
    }
}
