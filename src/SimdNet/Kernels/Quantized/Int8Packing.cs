using System.Numerics.Tensors;
using SimdNet.Buffers;

namespace SimdNet.Kernels;

/// <summary>
/// A matrix of int8 with a scale for each column, in one buffer: scales (float), 128 times the columns' sums (int), and the numbers as
/// [group of 16 columns][step of 4 rows][16 columns][4 rows]: 64 bytes a step. The same layout on every ISA.
/// </summary>
internal static unsafe class Int8Packing
{
    /// <summary>Columns of a group.</summary>
    public const int Group = 16;

    /// <summary>Rows of a step.</summary>
    public const int Step = 4;

    /// <summary>255 * 127 * rows must fit an int.</summary>
    public const int MostRows = 1 << 16;

    public static AlignedBuffer Pack(Transpose transB, int k, int n, ReadOnlySpan<float> b, int ldb)
    {
        if (k > MostRows)
            Guard.Throw($"an int8 matrix has at most {MostRows} rows, so that its sums fit 32 bits; got {k}.", nameof(k));
        int steps = (k + Step - 1) / Step;
        int columns = GemmBlocking.PaddedColumns(n, Group);
        var buffer = new AlignedBuffer(checked((2 * columns) + (columns * steps)));
        try
        {
            Span<float> column = k <= 1024 ? stackalloc float[k] : new float[k];
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                    column[p] = transB == Transpose.Yes ? b[(j * ldb) + p] : b[(p * ldb) + j];
                PackColumn(column, j, Scales(buffer.Pointer) + j, Corrections(buffer.Pointer, n) + j, Numbers(buffer.Pointer, n) + Offset(j, steps));
            }
        }
        catch
        {
            buffer.Dispose();
            throw;
        }

        return buffer;
    }

    public static float* Scales(float* buffer) => buffer;

    public static int* Corrections(float* buffer, int n) => (int*)(buffer + GemmBlocking.PaddedColumns(n, Group));

    public static sbyte* Numbers(float* buffer, int n) => (sbyte*)(buffer + (2 * GemmBlocking.PaddedColumns(n, Group)));

    private static nint Offset(int column, int steps) => (((nint)(column / Group) * steps * Group) + (column % Group)) * Step;

    private static void PackColumn(ReadOnlySpan<float> column, int j, float* scale, int* correction, sbyte* first)
    {
        float largest = column.IsEmpty ? 0f : MathF.Abs(TensorPrimitives.MaxMagnitude(column));
        if (!float.IsFinite(largest))
            Guard.Throw($"column {j} of the matrix has {largest}; int8 needs finite numbers.", "b");
        float inverse = 127f / largest;
        if (!float.IsFinite(inverse))
            return; // nothing but zeros, or numbers below 1e-36 that count as such
        *scale = largest / 127f;
        int sum = 0;
        for (int p = 0; p < column.Length; p++)
        {
            sbyte number = (sbyte)MathF.Round(column[p] * inverse);
            first[((p / Step) * Group * Step) + (p % Step)] = number;
            sum += number;
        }

        *correction = 128 * sum;
    }
}
