namespace SimdNet.Kernels;

/// <summary>Dot, axpy, norms, matrix products, triangular systems as textbooks write them, in double: oracle and documentation. Inputs are exact floats.</summary>
internal static class ReferenceBlas
{
    public static double Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (double)x[i] * y[i];
        return sum;
    }

    public static double Asum(ReadOnlySpan<float> x)
    {
        double sum = 0;
        foreach (float value in x)
            sum += Math.Abs((double)value);
        return sum;
    }

    /// <summary>The squares of floats are within the range of doubles, so nothing is scaled.</summary>
    public static double Norm2(ReadOnlySpan<float> x) => Math.Sqrt(Dot(x, x));

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

    /// <summary>As for floats, with sums of twice the precision (Ogita, Rump and Oishi 2005, Dot2): their own errors are about one rounding to double.</summary>
    public static (double[] C, double[] Magnitude) Gemm(Transpose transA, Transpose transB, int m, int n, int k, double alpha, ReadOnlySpan<double> a, int lda, ReadOnlySpan<double> b, int ldb, double beta, ReadOnlySpan<double> c, int ldc)
    {
        var result = new double[m * n];
        var magnitude = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double start = beta == 0 ? 0 : beta * c[(i * ldc) + j];
                double sum = start;
                double lost = beta == 0 ? 0 : Math.FusedMultiplyAdd(beta, c[(i * ldc) + j], -start);
                double sumOfMagnitudes = 0;
                for (int p = 0; p < k; p++)
                {
                    double factor = b[transB == Transpose.No ? (p * ldb) + j : (j * ldb) + p];
                    double scaled = alpha * a[transA == Transpose.No ? (i * lda) + p : (p * lda) + i];
                    double lostByScaling = Math.FusedMultiplyAdd(alpha, a[transA == Transpose.No ? (i * lda) + p : (p * lda) + i], -scaled);
                    double product = scaled * factor;
                    double next = sum + product;
                    double part = next - sum;
                    lost += Math.FusedMultiplyAdd(scaled, factor, -product) + (lostByScaling * factor) + (sum - (next - part)) + (product - part);
                    sum = next;
                    sumOfMagnitudes += Math.Abs(product);
                }

                result[(i * n) + j] = sum + lost;
                magnitude[(i * n) + j] = sumOfMagnitudes + Math.Abs(start);
            }
        }

        return (result, magnitude);
    }

    /// <summary>op(A) of a triangular A, dense size x size: zeros in the other triangle, ones on the diagonal if it is not stored.</summary>
    public static double[] Triangular(Triangle triangle, Transpose transA, Diagonal diagonal, int size, ReadOnlySpan<float> a, int lda)
    {
        var result = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double element = i == j && diagonal == Diagonal.Unit ? 1
                    : triangle == Triangle.Lower ? (j <= i ? a[(i * lda) + j] : 0)
                    : j >= i ? a[(i * lda) + j] : 0;
                result[transA == Transpose.No ? (i * size) + j : (j * size) + i] = element;
            }
        }

        return result;
    }

    /// <summary>op(A)*X - alpha*B, or X*op(A) - alpha*B, dense m x n, and beside it |op(A)|*|X|, or |X|*|op(A)|: what the errors of a solution X are judged by.</summary>
    public static (double[] Residual, double[] Magnitude) TrsmResidual(Side side, Triangle triangle, Transpose transA, Diagonal diagonal, int m, int n, float alpha, ReadOnlySpan<float> a, int lda, ReadOnlySpan<float> x, ReadOnlySpan<float> b, int ldb)
    {
        int size = side == Side.Left ? m : n;
        double[] triangular = Triangular(triangle, transA, diagonal, size, a, lda);
        var residual = new double[m * n];
        var magnitude = new double[m * n];
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                double sumOfMagnitudes = 0;
                for (int p = 0; p < size; p++)
                {
                    double product = side == Side.Left ? triangular[(i * size) + p] * x[(p * ldb) + j] : x[(i * ldb) + p] * triangular[(p * size) + j];
                    sum += product;
                    sumOfMagnitudes += Math.Abs(product);
                }

                residual[(i * n) + j] = sum - ((double)alpha * b[(i * ldb) + j]);
                magnitude[(i * n) + j] = sumOfMagnitudes;
            }
        }

        return (residual, magnitude);
    }
}
