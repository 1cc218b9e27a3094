using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Kernels;

/// <summary>The first element of the largest magnitude, as integers have it: above infinity stands NaN.</summary>
internal static unsafe class PivotSearch
{
    public static int IndexOfLargest<T>(T* x, int length)
        where T : unmanaged => typeof(T) == typeof(float) ? Find((int*)x, length, int.MaxValue) : Find((long*)x, length, long.MaxValue);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find<TBits>(TBits* x, int length, TBits mask)
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        int width = Vector256<TBits>.Count;
        int whole = length / width * width;
        Vector256<TBits> magnitude = Vector256.Create(mask);
        Vector256<TBits> most = Vector256<TBits>.Zero, most2 = most;
        int i = 0;
        for (; i + width < whole; i += 2 * width)
        {
            most = Vector256.Max(most, Vector256.Load(x + i) & magnitude);
            most2 = Vector256.Max(most2, Vector256.Load(x + i + width) & magnitude);
        }

        if (i < whole)
            most = Vector256.Max(most, Vector256.Load(x + i) & magnitude);
        most = Vector256.Max(most, most2);
        TBits largest = TBits.Zero;
        for (int lane = 0; lane < width; lane++)
            largest = TBits.Max(largest, most[lane]);
        for (i = whole; i < length; i++)
            largest = TBits.Max(largest, x[i] & mask);

        Vector256<TBits> wanted = Vector256.Create(largest);
        for (i = 0; i < whole; i += width)
        {
            if (Vector256.EqualsAny(Vector256.Load(x + i) & magnitude, wanted))
                break;
        }

        while ((x[i] & mask) != largest)
            i++;
        return i;
    }
}
