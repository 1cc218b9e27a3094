using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Kernels;

/// <summary>Copies of blocks of A and B in the order in which a micro-kernel reads them.</summary>
internal static unsafe class GemmPacking<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>
    /// B[0:kc, 0:nc] as panels of <paramref name="panel"/> columns, each [kc][panel], the last one padded with zeros.
    /// Row-major B has ldb elements between rows; transposed B (nc x kc in memory) between columns.
    /// </summary>
    public static void PackB(bool isTransposed, T* b, nint ldb, int kc, int nc, int panel, T* packed)
    {
        for (int j = 0; j < nc; j += panel, packed += (nint)kc * panel)
        {
            int columns = int.Min(panel, nc - j);
            if (isTransposed)
                PackPanelTransposed(b + (j * ldb), ldb, kc, columns, panel, packed);
            else
                PackPanel(b + j, ldb, kc, columns, panel, packed);
        }
    }

    /// <summary>alpha * A[0:rows, 0:kc] as [kc][rows].</summary>
    public static void PackA(T alpha, T* a, nint aRow, nint aStep, int rows, int kc, T* packed)
    {
        for (int p = 0; p < kc; p++, a += aStep, packed += rows)
            for (int i = 0; i < rows; i++)
                packed[i] = alpha * a[i * aRow];
    }

    private static void PackPanel(T* b, nint ldb, int kc, int columns, int panel, T* packed)
    {
        int padding = panel - columns;
        for (int p = 0; p < kc; p++, b += ldb, packed += panel)
        {
            Unsafe.CopyBlockUnaligned(packed, b, (uint)columns * (uint)sizeof(T));
            if (padding > 0)
                Unsafe.InitBlockUnaligned(packed + columns, 0, (uint)padding * (uint)sizeof(T));
        }
    }

    // Floats in blocks of 4 x 4 through registers; what is left of the panel, and doubles, element by element.
    private static void PackPanelTransposed(T* b, nint ldb, int kc, int columns, int panel, T* packed)
    {
        int j = 0;
        for (; typeof(T) == typeof(float) && j + 4 <= columns; j += 4)
        {
            T* column = b + (j * ldb);
            int p = 0;
            for (; p + 4 <= kc; p += 4)
                Transpose4((float*)(column + p), ldb, (float*)(packed + ((nint)p * panel) + j), panel);
            for (; p < kc; p++)
                for (int q = 0; q < 4; q++)
                    packed[((nint)p * panel) + j + q] = column[(q * ldb) + p];
        }

        for (; j < panel; j++)
            for (int p = 0; p < kc; p++)
                packed[((nint)p * panel) + j] = j < columns ? b[(j * ldb) + p] : T.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint sourceStride, float* destination, nint destinationStride)
    {
        Vector128<float> r0 = Vector128.Load(source);
        Vector128<float> r1 = Vector128.Load(source + sourceStride);
        Vector128<float> r2 = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> r3 = Vector128.Load(source + (3 * sourceStride));
        (Vector128<float> a, Vector128<float> b) = Zip(r0, r2);
        (Vector128<float> c, Vector128<float> d) = Zip(r1, r3);
        (Vector128<float> c0, Vector128<float> c1) = Zip(a, c);
        (Vector128<float> c2, Vector128<float> c3) = Zip(b, d);
        c0.Store(destination);
        c1.Store(destination + destinationStride);
        c2.Store(destination + (2 * destinationStride));
        c3.Store(destination + (3 * destinationStride));
    }

    // (x0 y0 x1 y1), (x2 y2 x3 y3)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported)
            return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported)
            return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}
