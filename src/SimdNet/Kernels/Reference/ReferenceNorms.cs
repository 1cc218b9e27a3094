namespace SimdNet.Kernels;

/// <summary>Layer, RMS and batch norm as textbooks write them, in double.</summary>
internal static class ReferenceNorms
{
    public static (double[] Y, double[] Mean, double[] Rstd) LayerNorm(double[] x, int columns, double[] gamma, double[] beta, double epsilon)
    {
        double[] y = new double[x.Length], mean = new double[x.Length / columns], rstd = new double[x.Length / columns];
        for (int i = 0; i < mean.Length; i++)
        {
            double[] row = x[(i * columns)..((i + 1) * columns)];
            mean[i] = row.Average();
            rstd[i] = 1 / Math.Sqrt(row.Average(value => Math.Pow(value - mean[i], 2)) + epsilon);
            for (int j = 0; j < columns; j++)
                y[(i * columns) + j] = (gamma[j] * (row[j] - mean[i]) * rstd[i]) + beta[j];
        }

        return (y, mean, rstd);
    }

    public static (double[] Y, double[] Rstd) RmsNorm(double[] x, int columns, double[] gamma, double epsilon)
    {
        double[] y = new double[x.Length], rstd = new double[x.Length / columns];
        for (int i = 0; i < rstd.Length; i++)
        {
            rstd[i] = 1 / Math.Sqrt(x[(i * columns)..((i + 1) * columns)].Average(value => value * value) + epsilon);
            for (int j = 0; j < columns; j++)
                y[(i * columns) + j] = gamma[j] * x[(i * columns) + j] * rstd[i];
        }

        return (y, rstd);
    }

    /// <summary>The numbers of one column.</summary>
    public static double[] Column(double[] x, int columns, int j) => [.. x.Where((_, i) => i % columns == j)];

    /// <summary>Mean and biased variance of each column.</summary>
    public static (double[] Mean, double[] Variance) BatchNormStatistics(double[] x, int columns)
    {
        double[] mean = new double[columns], variance = new double[columns];
        for (int j = 0; j < columns; j++)
        {
            double[] column = Column(x, columns, j);
            mean[j] = column.Average();
            variance[j] = column.Average(value => Math.Pow(value - mean[j], 2));
        }

        return (mean, variance);
    }

    public static double[] BatchNorm(double[] x, int columns, double[] mean, double[] variance, double[] gamma, double[] beta, double epsilon)
    {
        var y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            y[i] = (gamma[i % columns] * (x[i] - mean[i % columns]) / Math.Sqrt(variance[i % columns] + epsilon)) + beta[i % columns];
        return y;
    }

    /// <summary>
    /// The gradient through a norm of n numbers, its Jacobian written out: dx_j = rstd sum_i g_i ([i = j] - c / n - xhat_i xhat_j / n), c = 1 if the mean
    /// was subtracted and 0 if not; beside it what rounding errors are proportional to.
    /// </summary>
    public static (double[] Dx, double[] Magnitude) Backward(double[] xhat, double rstd, double[] g, bool isCentred)
    {
        int n = g.Length;
        double[] dx = new double[n], magnitude = new double[n];
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
            {
                dx[j] += rstd * g[i] * ((i == j ? 1.0 : 0.0) - (isCentred ? 1.0 / n : 0.0) - (xhat[i] * xhat[j] / n));
                magnitude[j] += rstd * Math.Abs(g[i]) * ((i == j ? 1.0 : 0.0) + (isCentred ? 1.0 / n : 0.0) + Math.Abs(xhat[i] * xhat[j] / n));
            }
        }

        return (dx, magnitude);
    }
}
