using System.Globalization;
using System.Numerics.Tensors;
using SimdNet.Kernels;
using Console = SimdNet.Tests.Documentation.PageConsole;

namespace SimdNet.Tests.Documentation;

/// <summary>The snippets of docs/linear-algebra.md, compiled and run: one program, cut into regions.</summary>
internal static class LinearAlgebraGuide
{
    /// <summary>What the regressions found, for comparison with other software.</summary>
    public sealed record Regression(double[] ByCholesky, double[] ByQr, double[] Errors, double[] ErrorsByQr, double Variance, double RSquared, double Condition, double ConditionOfX);

    /// <param name="path">diabetes.csv</param>
    public static Regression Run(string path)
    {
        // snippet
        double[] a = [2, 1, 4, 4], b = [4, 12], x = new double[2];
        if (Lu.TrySolve(a, 2, b, x, out FactorizationResult result))
            Console.WriteLine($"x = {x[0]}, {x[1]}");
        // end

        // snippet
        double[] singular = [1, 2, 2, 4], indefinite = [1, 2, 2, 1];
        Console.WriteLine(Lu.TrySolve(singular, 2, b, x, out result) ? "solved" : result);
        Console.WriteLine(Cholesky.TrySolve(indefinite, 2, b, x, out result) ? "solved" : result);
        Console.WriteLine($"{result.Outcome} at {result.Pivot}: {result.Value}");
        try
        {
            Lu.Inverse<double>([1, double.NaN, 0, 1], 2, new double[4]);
        }
        catch (FactorizationException e)
        {
            Console.WriteLine(e.Message);
        }
        // end

        // snippet
        double[] systems = [2, 1, 1, 3, 1, 2, 2, 4, 4, 0, 0, 2], sides = [3, 4, 1, 1, 8, 6], answers = new double[6];
        var results = new FactorizationResult[3];
        Lu.TrySolveBatch(3, 2, 1, systems, sides, answers, results);
        for (int i = 0; i < 3; i++)
            Console.WriteLine(results[i].IsComplete ? $"{answers[2 * i]}, {answers[(2 * i) + 1]}" : results[i]);
        // end

        // snippet
        const int Size = 150;
        double[] chain = new double[Size * Size]; // 1000 (2 on the diagonal, -1 beside it): its determinant is 1000^150 * 151
        for (int i = 0; i < Size; i++)
        {
            chain[(i * Size) + i] = 2000;
            if (i > 0)
                chain[(i * Size) + i - 1] = chain[((i - 1) * Size) + i] = -1000;
        }

        int[] pivots = new int[Size];
        Lu.Factor(chain, Size, pivots);
        Determinant determinant = Lu.Determinant(Size, chain, Size, pivots);
        Console.WriteLine($"sign {determinant.Sign}, 10^{determinant.LogMagnitude / Math.Log(10):F4}, as a double {determinant.Value}");
        // end

        // snippet
        const int Order = 8;
        double[] hilbert = new double[Order * Order];
        for (int i = 0; i < hilbert.Length; i++)
            hilbert[i] = 1.0 / ((i / Order) + (i % Order) + 1);
        double norm = Lu.OneNorm(Order, hilbert, Order); // before it is overwritten
        Lu.Factor(hilbert, Order, pivots);
        double reciprocal = Lu.ReciprocalCondition(Order, hilbert, Order, pivots, norm);
        Console.WriteLine($"condition {1 / reciprocal:0.0e+0}: {-Math.Log10(reciprocal):F1} digits of about 16 are lost");
        // end

        // snippet
        const int Rows = 6;
        float[] pascal = new float[Rows * Rows], sums = new float[Rows], solution = new float[Rows];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                pascal[(i * Rows) + j] = i == 0 || j == 0 ? 1 : pascal[((i - 1) * Rows) + j] + pascal[(i * Rows) + j - 1];
                sums[i] += pascal[(i * Rows) + j]; // so every unknown is 1
            }
        }

        foreach (int refinements in new[] { 0, 1, 2 })
        {
            Lu.TrySolve(Rows, 1, pascal, Rows, sums, 1, solution, 1, out result, refinements);
            Console.WriteLine($"{refinements} refinements: off by {solution.Max(value => MathF.Abs(value - 1)):0e+0} at most");
        }
        // end

        // snippet
        const double Tiny = 1e-9;
        double[] near = [1, 1, Tiny, 0, 0, Tiny], given = [2, Tiny, Tiny]; // 3 x 2; the solution is 1, 1
        Qr.TryLeastSquares(3, 2, 1, near, 2, given, 1, x, 1, out result);
        Console.WriteLine($"QR: {x[0]:F6}, {x[1]:F6}");

        double[] normal = new double[4], right = new double[2];
        Blas.Gemm(Transpose.Yes, Transpose.No, 2, 2, 3, 1, near, 2, near, 2, 0, normal, 2);
        Blas.Gemm(Transpose.Yes, Transpose.No, 2, 1, 3, 1, near, 2, given, 1, 0, right, 1);
        Console.WriteLine($"normal equations: {(Cholesky.TrySolve(normal, 2, right, x, out result) ? "solved" : result)}");
        // end

        // snippet
        string[][] lines = [.. File.ReadLines(path).Select(line => line.Split(','))];
        string[] names = ["intercept", .. lines[0][..^1]];
        int n = lines.Length - 1, p = names.Length;
        double[] design = new double[n * p], y = new double[n]; // n x p, the first column 1
        for (int i = 0; i < n; i++)
        {
            design[i * p] = 1;
            for (int j = 1; j < p; j++)
                design[(i * p) + j] = double.Parse(lines[i + 1][j - 1], CultureInfo.InvariantCulture);
            y[i] = double.Parse(lines[i + 1][^1], CultureInfo.InvariantCulture);
        }

        for (int j = 1; j < p; j++)
        {
            double mean = 0, squares = 0;
            for (int i = 0; i < n; i++)
                mean += design[(i * p) + j] / n;
            for (int i = 0; i < n; i++)
                squares += Math.Pow(design[(i * p) + j] -= mean, 2);
            for (int i = 0; i < n; i++)
                design[(i * p) + j] /= Math.Sqrt(squares);
        }
        // end

        // snippet
        double[] gram = new double[p * p], factor = new double[p * p], inverse = new double[p * p], beta = new double[p];
        Blas.Gemm(Transpose.Yes, Transpose.No, p, p, n, 1, design, p, design, p, 0, gram, p); // X'X
        Blas.Gemm(Transpose.Yes, Transpose.No, p, 1, n, 1, design, p, y, 1, 0, beta, 1); // X'y, then the coefficients

        gram.CopyTo(factor, 0);
        result = Cholesky.Factor(factor, p);
        if (!result.IsComplete || !Cholesky.TryInverse(gram, p, inverse, out result))
            throw new FactorizationException(result);
        Cholesky.SolveFactored(p, 1, factor, p, beta, 1);
        double condition = 1 / Cholesky.ReciprocalCondition(p, factor, p, Lu.OneNorm(p, gram, p));
        // end

        // snippet
        double[] residuals = [.. y];
        Blas.Gemm(Transpose.No, Transpose.No, n, 1, p, -1, design, p, beta, 1, 1, residuals, 1); // y - X beta
        double rss = residuals.Sum(r => r * r), average = y.Average(), total = y.Sum(value => (value - average) * (value - average));
        double variance = rss / (n - p);
        double[] errors = [.. Enumerable.Range(0, p).Select(j => Math.Sqrt(variance * inverse[(j * p) + j]))];
        for (int j = 0; j < p; j++)
            Console.WriteLine($"{names[j],-10}{beta[j],10:F3}{errors[j],10:F3}{beta[j] / errors[j],10:F3}");
        Console.WriteLine($"residual standard error {Math.Sqrt(variance):F2} on {n - p} degrees of freedom, R^2 {1 - (rss / total):F4}");
        Console.WriteLine($"condition of X'X {condition:F0}: {Math.Log10(condition):F1} digits lost");
        // end

        // snippet
        double[] qr = [.. design], tau = new double[p], r = new double[p * p], rInverse = new double[p * p], betaOfQr = new double[p];
        if (!Qr.TryLeastSquares(n, p, 1, design, p, y, 1, betaOfQr, 1, out result))
            throw new FactorizationException(result);

        Qr.Factor(n, p, qr, p, tau);
        for (int i = 0; i < p; i++)
            qr.AsSpan((i * p) + i, p - i).CopyTo(r.AsSpan((i * p) + i));
        Lu.Inverse(r, p, rInverse); // (X'X)^-1 = R^-1 R^-T: its diagonal is the squares of R^-1's rows
        double[] errorsOfQr = [.. Enumerable.Range(0, p).Select(j => Math.Sqrt(variance) * TensorPrimitives.Norm<double>(rInverse.AsSpan(j * p, p)))];

        double normOfR = Lu.OneNorm(p, r, p);
        Lu.Factor(r, p, pivots);
        double conditionOfX = 1 / Lu.ReciprocalCondition(p, r, p, pivots, normOfR);
        double apart = Enumerable.Range(0, p).Max(j => Math.Abs((betaOfQr[j] - beta[j]) / errors[j]));
        Console.WriteLine($"condition of R {conditionOfX:F0}: {Math.Log10(conditionOfX):F1} digits lost");
        Console.WriteLine($"coefficients apart by less than 1e-9 standard errors: {apart < 1e-9}");
        // end

        return new Regression(beta, betaOfQr, errors, errorsOfQr, variance, 1 - (rss / total), condition, conditionOfX);
    }
}
