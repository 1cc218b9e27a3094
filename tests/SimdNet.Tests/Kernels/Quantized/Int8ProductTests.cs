using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels.Quantized;

public class Int8ProductTests
{
    private static readonly int[] s_columns = [0, 1, 3, 4, 5, 15, 16, 17, 32, 33, 64, 65, 130];

    public static TheoryData<string> Kernels => [.. Int8Product.All.Select(kernel => kernel.Name)];

    [Theory, MemberData(nameof(Kernels))]
    public void Every_kernel_gives_the_references_bits_at_every_size_round_its_tiles(string kernel)
    {
        Skip(kernel);
        int[] depths = Prop.Cases < 100 ? [0, 5, 67] : [0, 1, 3, 4, 5, 16, 17, 67, 290];
        foreach (int k in depths)
        {
            foreach (int n in s_columns)
                Check(kernel, (n + k) % 2 == 0 ? Transpose.No : Transpose.Yes, n, k, [0, 1, 2, 3, 4, 5, 9]);
        }

        Check(kernel, Transpose.Yes, 130, 600, [1, 17]);
    }

    // 127 times 127 in each place: with the unsigned kernels' 255 times 127, the largest sum there can be.
    [Theory, MemberData(nameof(Kernels))]
    public void No_sum_overflows_at_the_greatest_depth(string kernel)
    {
        Skip(kernel);
        const int k = Int8Packing.MostRows;
        float[] ones = new float[k], c = new float[5];
        ones.AsSpan().Fill(1);
        foreach (float sign in new[] { 1f, -1f })
        {
            using var b = new PackedMatrix(Transpose.Yes, k, 1, ones, k, WeightFormat.Int8);
            float[] a = new float[5 * k];
            a.AsSpan().Fill(sign);
            Run(kernel, 5, a, k, b, [], isRelu: false, c, 1);
            float scale = 1f / 127;
            Assert.All(c, y => Assert.Equal(sign * (127f * 127 * k) * (scale * scale), y));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void Ties_are_rounded_to_even_and_both_ends_of_the_range_are_reached(string kernel)
    {
        Skip(kernel);
        // A unit matrix with a scale of 1 shows what the rows were rounded to; a row of 33 goes by vectors and by elements.
        const int k = 33;
        float[] unit = new float[k * k], row = new float[k];
        for (int p = 0; p < k; p++)
        {
            unit[p * (k + 1)] = 127;
            row[p] = p - 16.5f;
        }

        (row[0], row[20], row[32]) = (-127, 127, 126.5f);
        float[] c = new float[k], expected = [.. row.Select(x => (127 * MathF.Round(x, MidpointRounding.ToEven)) + 0f)]; // the integer 0 has no sign
        using var b = new PackedMatrix(Transpose.No, k, k, unit, k, WeightFormat.Int8);
        Run(kernel, 1, row, k, b, [], isRelu: false, c, k);
        Bits.Equal(expected, c);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_row_that_is_not_finite_gives_NaN_and_leaves_its_neighbours_alone(string kernel)
    {
        Skip(kernel);
        const int m = 9, n = 37, k = 21;
        var product = new GemmProduct<float>(Transpose.No, Transpose.Yes, m, n, k);
        float[] a = product.A(), clean = new float[m * n], c = new float[m * n];
        using var b = new PackedMatrix(Transpose.Yes, k, n, product.B(), k, WeightFormat.Int8);
        Run(kernel, m, a, k, b, [], isRelu: true, clean, n);
        float[] bad = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        for (int i = 0; i < bad.Length; i++)
            a[(((3 * i) + 1) * k) + (7 * i)] = bad[i];

        Run(kernel, m, a, k, b, [], isRelu: true, c, n);

        for (int i = 0; i < m; i++)
        {
            if (i % 3 == 1)
                Assert.All(c[(i * n)..((i + 1) * n)], y => Assert.True(float.IsNaN(y)));
            else
                SameBits.AssertEqual(clean.AsSpan(i * n, n), c.AsSpan(i * n, n));
        }
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_row_or_a_column_of_zeros_gives_the_bias(string kernel)
    {
        Skip(kernel);
        const int m = 5, n = 19, k = 10;
        var product = new GemmProduct<float>(Transpose.No, Transpose.No, m, n, k);
        float[] a = product.A(), matrix = product.B(), bias = Gens.Ordinary(n, seed: 5), c = new float[m * n];
        a.AsSpan(2 * k, k).Clear();
        a.AsSpan(3 * k, k).Fill(1e-37f); // 127 / 1e-37 is no float: counts as zeros
        for (int p = 0; p < k; p++)
            (matrix[(p * n) + 7], matrix[(p * n) + 8]) = (0, -1e-37f);
        using var b = new PackedMatrix(Transpose.No, k, n, matrix, n, WeightFormat.Int8);

        Run(kernel, m, a, k, b, bias, isRelu: false, c, n);

        SameBits.AssertEqual(bias, c.AsSpan(2 * n, n));
        SameBits.AssertEqual(bias, c.AsSpan(3 * n, n));
        for (int i = 0; i < m; i++)
            SameBits.AssertEqual(bias.AsSpan(7, 2), c.AsSpan((i * n) + 7, 2));
        Assert.NotEqual(bias[6], c[6]);
    }

    [Fact]
    public void The_first_kernel_that_this_process_can_run_is_the_one_in_use() =>
        Assert.Same(Int8Product.All.First(kernel => kernel.IsAvailable), Int8Product.Best);

    [Fact]
    public void The_public_product_runs_it_with_and_without_a_pool()
    {
        var product = new GemmProduct<float>(Transpose.No, Transpose.Yes, 6, 40, 50);
        float[] w = product.B(), bias = Gens.Ordinary(40, seed: 5), c = new float[6 * 40];
        var reference = new Int8Reference(50, 40, (p, j) => w[(j * 50) + p]);
        float[] expected = [.. product.A().Chunk(50).SelectMany(row => reference.Product(row, bias))];
        using var b = new PackedMatrix(Transpose.Yes, 50, 40, w, 50, WeightFormat.Int8);
        Assert.Equal((50, 40, WeightFormat.Int8), (b.Rows, b.Columns, b.Format));
        using var pool = new WorkerPool(2);

        Blas.Gemm(6, product.A(), 50, b, bias, c, 40);
        Bits.Equal(expected, c);
        Blas.Gemm(6, product.A(), 50, b, bias, c, 40, pool);
        Bits.Equal(expected, c);
        Blas.GemmRelu(6, product.A(), 50, b, bias, c, 40);
        Bits.Equal([.. expected.Select(y => y < 0 ? 0 : y)], c);
    }

    // With s and t the row's and the column's scale and h = 1/2 + 127 * 4 u (a half, and the roundings of a number of up to 127), a = s q + e, w = t v + f with
    // |e| <= h s, |f| <= h t. So sum a w - sum (s q)(t v) = sum e w + sum (a - e) f, at most h s sum |w| + h t sum |a| + h^2 k s t; then three roundings.
    [Fact]
    public void The_product_is_within_its_bound_of_the_exact_one()
    {
        const double h = 0.5 + (127 * 4 * Rounding.UnitRoundoff);
        foreach ((int m, int n, int k) in new[] { (1, 65, 7), (6, 33, 64), (5, 17, 600) })
        {
            var product = new GemmProduct<float>(Transpose.No, Transpose.Yes, m, n, k, Seed: k);
            float[] a = product.A(), w = product.B(), bias = Gens.Ordinary(n, seed: 5), c = new float[m * n];
            using var b = new PackedMatrix(Transpose.Yes, k, n, w, k, WeightFormat.Int8);
            Blas.Gemm(m, a, k, b, bias, c, n);
            for (int i = 0; i < m; i++)
            {
                float[] row = a[(i * k)..((i + 1) * k)];
                double s = row.Max(Math.Abs) / 127.0, sumOfA = row.Sum(x => Math.Abs((double)x));
                for (int j = 0; j < n; j++)
                {
                    float[] column = w[(j * k)..((j + 1) * k)];
                    double t = column.Max(Math.Abs) / 127.0, exact = bias[j] + row.Zip(column).Sum(pair => (double)pair.First * pair.Second);
                    double quantized = (h * s * column.Sum(x => Math.Abs((double)x))) + (h * t * sumOfA) + (h * h * k * s * t);
                    double magnitude = Math.Abs(exact) + (2 * Math.Abs(bias[j])) + quantized;
                    Assert.InRange(Math.Abs(c[(i * n) + j] - exact), 0, quantized + (Rounding.Gamma(5) * magnitude));
                }
            }
        }
    }

    [Theory, InlineData(Transpose.No), InlineData(Transpose.Yes)]
    public void Weights_that_are_not_finite_are_refused_with_their_column(Transpose transB)
    {
        float[] b = new float[4 * 6];
        int place = transB == Transpose.No ? (2 * 6) + 5 : (5 * 4) + 2; // row 2, column 5
        foreach ((float value, string text) in new[] { (float.NaN, "NaN"), (float.PositiveInfinity, "Infinity"), (float.NegativeInfinity, "Infinity") })
        {
            b[place] = value;
            Refused.With($"column 5 of the matrix has {text}; int8 needs finite numbers.", "b", () => new PackedMatrix(transB, 4, 6, b, transB == Transpose.No ? 6 : 4, WeightFormat.Int8).Dispose());
        }
    }

    [Fact]
    public void More_rows_than_an_int_can_sum_are_refused() => Refused.With(
        "an int8 matrix has at most 65536 rows, so that its sums fit 32 bits; got 65537.", "k", () => new PackedMatrix(Transpose.Yes, 65_537, 1, new float[65_537], 65_537, WeightFormat.Int8).Dispose());

    [Fact]
    public void An_unknown_format_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>("format", () => new PackedMatrix(Transpose.No, 1, 1, [1], 1, (WeightFormat)3).Dispose());

    // Groups of 16 columns and steps of 4 rows; two numbers of four bytes more for each column.
    [Theory, InlineData(0, 0, 0), InlineData(100, 64, (64 * 100) + (64 * 8)), InlineData(5, 17, (32 * 8) + (32 * 8))]
    public void It_takes_a_quarter_of_the_memory_of_floats(int k, int n, long bytes)
    {
        using var b = new PackedMatrix(Transpose.Yes, k, n, new float[k * n], int.Max(1, k), WeightFormat.Int8);
        Assert.Equal(bytes, b.Bytes);
    }

    private static void Check(string kernel, Transpose transB, int n, int k, int[] rows)
    {
        GemmProduct<float> matrix = new(Transpose.No, transB, 1, n, k, ExtraB: 2);
        float[] numbers = matrix.B(), bias = Gens.Ordinary(n, seed: 5);
        var reference = new Int8Reference(k, n, (p, j) => numbers[transB == Transpose.No ? (p * matrix.Ldb) + j : (j * matrix.Ldb) + p]);
        using var b = new PackedMatrix(transB, k, n, numbers, matrix.Ldb, WeightFormat.Int8);
        foreach (int m in rows)
        {
            var product = new GemmProduct<float>(Transpose.No, transB, m, n, k, ExtraA: 1, ExtraC: 3, Seed: m + 3);
            float[] a = product.A();
            foreach (float[] start in new[] { bias, [] })
            {
                // What stands between C's rows stays.
                float[] expected = product.C(), c = product.C();
                for (int i = 0; i < m && n > 0; i++)
                    reference.Product(k == 0 ? [] : a.AsSpan(i * product.Lda, k), start).CopyTo(expected, i * product.Ldc);
                Run(kernel, m, a, product.Lda, b, start, isRelu: false, c, product.Ldc);
                Bits.Equal(expected, c, $"{product} by {kernel}");
                Run(kernel, m, a, product.Lda, b, start, isRelu: true, c, product.Ldc);
                Bits.Equal(product.Relu(expected), c, $"relu of {product} by {kernel}");
            }
        }
    }

    private static unsafe void Run(string kernel, int m, float[] a, int lda, PackedMatrix b, float[] bias, bool isRelu, float[] c, int ldc)
    {
        fixed (float* pa = a, start = bias, pc = c)
        {
            Int8Product.All.Single(choice => choice.Name == kernel).Run(new GemmOperands<float>
            {
                M = m, N = b.Columns, K = b.Rows, Alpha = 1, Beta = bias.Length == 0 ? 0 : 1,
                A = pa, ARow = lda, AStep = 1, B = b.Pointer, Ldb = b.Columns, BIsPacked = true,
                Start = start, IsRelu = isRelu, C = pc, Ldc = ldc,
            });
        }
    }

    private static void Skip(string kernel) =>
        Assert.SkipUnless(Int8Product.All.Single(choice => choice.Name == kernel).IsAvailable, $"This process cannot run {kernel}.");
}
