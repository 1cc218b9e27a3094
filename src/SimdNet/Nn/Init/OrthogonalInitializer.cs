using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>Q of the QR factorisation, R's diagonal positive, of a normal matrix: uniform among orthonormal ones (Mezzadri 2007).</summary>
/// <remarks>
/// Gram and Schmidt's method in double, each vector made orthogonal twice, which is enough for full precision (Giraud et al. 2005); sums run in order,
/// so the same bits on every machine. O(vectors^2 length), and as many doubles as values are allocated.
/// </remarks>
internal sealed class OrthogonalInitializer(double gain) : Initializer
{
    private protected override void Fill(int rows, int fanIn, double fanOut, Span<float> values, ulong seed, ulong stream)
    {
        // Vectors are the columns of a tall matrix, the rows of a wide one.
        (int vectors, int length) = (int.Min(rows, fanIn), int.Max(rows, fanIn));
        (int vectorStride, int elementStride) = rows < fanIn ? (fanIn, 1) : (1, fanIn);
        Philox.Normal(seed, stream, 0, 0, 1, values);
        var q = new double[values.Length];
        for (int k = 0; k < vectors; k++)
        {
            Span<double> vector = q.AsSpan(k * length, length);
            for (int i = 0; i < length; i++)
                vector[i] = values[(k * vectorStride) + (i * elementStride)];
            Orthonormalize(q.AsSpan(0, k * length), vector);
            for (int i = 0; i < length; i++)
                values[(k * vectorStride) + (i * elementStride)] = (float)(gain * vector[i]);
        }
    }

    private static void Orthonormalize(ReadOnlySpan<double> before, Span<double> vector)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            for (int start = 0; start < before.Length; start += vector.Length)
            {
                ReadOnlySpan<double> other = before.Slice(start, vector.Length);
                double dot = Dot(other, vector);
                for (int i = 0; i < vector.Length; i++)
                    vector[i] -= dot * other[i];
            }
        }

        double norm = Math.Sqrt(Dot(vector, vector));
        for (int i = 0; i < vector.Length; i++)
            vector[i] /= norm;
    }

    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }
}
