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
            using var column = new AlignedBuffer(k);
            using var numbers = new AlignedBuffer(steps); // four to an element
            for (int j = 0; j < n; j++)
            {
                for (int p = 0; p < k; p++)
                    column.Pointer[p] = transB == Transpose.Yes ? b[(j * ldb) + p] : b[(p * ldb) + j];
                PackColumn(column, j, n, (uint*)numbers.Pointer, steps, buffer.Pointer);
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

    private static void PackColumn(AlignedBuffer column, int j, int n, uint* numbers, int steps, float* buffer)
    {
        float scale = Int8Rounding.Round(column.Pointer, column.Length, (sbyte*)numbers, steps * Step, isUnsigned: false);
        if (float.IsNaN(scale))
            Guard.Throw($"column {j} of the matrix has {MathF.Abs(TensorPrimitives.MaxMagnitude<float>(column.Span))}; int8 needs finite numbers.", "b");
        Scales(buffer)[j] = scale;
        int sum = 0;
        for (int p = 0; p < steps * Step; p++)
            sum += ((sbyte*)numbers)[p];
        Corrections(buffer, n)[j] = 128 * sum;
        uint* first = (uint*)Numbers(buffer, n) + ((nint)(j / Group) * steps * Group) + (j % Group);
        for (int step = 0; step < steps; step++)
            first[(nint)step * Group] = numbers[step];
    }
}
