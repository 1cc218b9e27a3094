using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.LinearAlgebra;

/// <summary>Inverses of integers, whose norm no part of the estimate finds without the others</summary>
public class OneNormEstimatorTests
{
    // With fewer columns tried the estimates are 0.09, then 0.2, then 0.66 of the norm, the alternating vector included; found by a random search.
    public static TheoryData<int, int[]> Climbs => new()
    {
        { 4, [0, 109, -3, -78, -3, 0, 4, -1, 1, 0, 0, 1, -3, -9, 0, 1] },
        {
            8, [
                -4, 0, 0, 0, 6, 0, 12, 9, 50, 0, 0, 0, -2, -19, 0, 18, 3, 0, 0, -11, 0, 0, -1, 0, 29, 0, -44, 0, 0, 0, -12, 0,
                -95, -49, 2, 56, 0, 4, -10, 11, 0, 0, 0, 6, 0, 8, -4, 6, 65, 0, 0, 0, -43, -23, -3, 0, 0, 0, -2, 0, 0, 2, -8, 0,
            ]
        },
        {
            6, [
                -1, -58, 13, 2, 2, -1, 87, -33, 1, 26, -10, -1, -1, 49, -55, -71, -9, 40,
                13, 0, 0, 28, -52, -28, 113, -59, -19, 1, -15, -28, -86, 0, -9, 0, 40, 2,
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Climbs))]
    public void Steps_lead_to_the_largest_column(int n, int[] inverse) => Assert.Equal(Norm(n, inverse), Estimate(n, inverse));

    [Fact]
    public void The_alternating_vector_sees_what_the_steps_pass_by()
    {
        // I + 1000 v v^T with v = (0, 1, -1, 0): sums of rows and columns are 1, so the steps stop at the first column.
        int[] inverse = [1, 0, 0, 0, 0, 1001, -1000, 0, 0, -1000, 1001, 0, 0, 0, 0, 1];
        Assert.InRange(Estimate(4, inverse), 0.5 * Norm(4, inverse), Norm(4, inverse));
    }

    private static double Norm(int n, int[] a) => ReferenceFactorizations.OneNorm(n, n, [.. a.Select(value => (double)value)]);

    private static unsafe double Estimate(int n, int[] inverse)
    {
        double* x = stackalloc double[2 * n];
        return OneNormEstimator<double>.Estimate(new Dense(n, inverse), n, x);
    }

    private readonly struct Dense(int n, int[] a) : IInverse<double>
    {
        public unsafe void Solve(Transpose transA, double* x)
        {
            double[] old = new ReadOnlySpan<double>(x, n).ToArray();
            for (int i = 0; i < n; i++)
            {
                x[i] = 0;
                for (int j = 0; j < n; j++) x[i] += a[transA == Transpose.No ? (i * n) + j : (j * n) + i] * old[j];
            }
        }
    }
}
