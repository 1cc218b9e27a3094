namespace SimdNet.Kernels;

/// <summary>Dot, axpy, matrix products as textbooks write them, in double: oracle and documentation. Inputs are exact floats.</summary>
internal static class ReferenceBlas
{
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }

    public static double[] Axpy(float alpha, ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var result = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            result[i] = ((double)alpha * x[i]) + y[i];
        return result;
    }

    /// <summary>alpha*op(A)*op(B) + beta*C, dense m x n, and beside it alpha*|A|*|B| + |beta*C|, what rounding errors are proportional to.</summary>
    public static (double[] C, double[] Magnitude) Gemm(Transpose transA, Transpose transB, int m, int n, int k, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> b, int ldb, float beta, ReadOnlySpan<float> c, int ldc)
    {
        var result = new double[m * n];
        var magnitude = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                double sumOfMagnitudes = 0;
                for (int p = 0; p < k; p++)
                {
                    double product = (double)a[transA == Transpose.No ? (i * lda) + p : (p * lda) + i] * b[transB == Transpose.No ? (p * ldb) + j : (j * ldb) + p];
                    sum += product;
                    sumOfMagnitudes += Math.Abs(product);
                }

                double start = beta == 0 ? 0 : (double)beta * c[(i * ldc) + j];
                result[(i * n) + j] = (alpha * sum) + start;
                magnitude[(i * n) + j] = (Math.Abs(alpha) * sumOfMagnitudes) + Math.Abs(start);
            }
        }

        return (result, magnitude);
    }

    /// <summary>alpha*op(A)*x + beta*y, and its sum of magnitudes.</summary>
    public static (double[] Y, double[] Magnitude) Gemv(Transpose trans, int m, int n, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> x, float beta, ReadOnlySpan<float> y) =>
        trans == Transpose.No
            ? Gemm(Transpose.No, Transpose.No, m, 1, n, alpha, a, lda, x, 1, beta, y, 1)
            : Gemm(Transpose.Yes, Transpose.No, n, 1, m, alpha, a, lda, x, 1, beta, y, 1);
}
