using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;

namespace SimdNet.Properties.Kernels.Losses;

public class LossKernelsProperties
{
    // Far beyond any logit, and squares stay finite.
    private const float Largest = 1e4f;

    public static TheoryData<string> Names => LossFunctionTable.Names;

    private static Gen<(float[] X, float[] T)> Finite =>
        from length in Gens.Length
        from x in Gens.FiniteFloats(length)
        from t in Gens.OrdinaryFloats(length)
        from scale in Gen.Elements(1f, 8f, 100f)
        select (x.Select(value => Math.Clamp(Math.Abs(value) <= 1 ? value * scale : value, -Largest, Largest)).ToArray(), t);

    [Theory, MemberData(nameof(Names))]
    public void Values_and_derivatives_are_within_their_bounds(string name)
    {
        LossFunction row = LossFunctionTable.Row(name);
        Prop.ForAll(Finite, data =>
        {
            (float[] x, float[] t) = (data.X, [.. data.T.Select(row.Target)]);
            float[] y = new float[x.Length], dx = new float[x.Length];
            row.Run(x, t, y, dx);
            for (int i = 0; i < x.Length; i++)
            {
                Near(y[i], row.Value(x[i], t[i]), row.Bound(x[i], t[i], row.Value(x[i], t[i])), $"{name} of {x[i]:R}, {t[i]:R}");
                Near(dx[i], row.Derivative(x[i], t[i]), row.DerivativeBound(x[i], t[i]), $"derivative of {name} of {x[i]:R}, {t[i]:R}");
            }
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void An_element_depends_on_nothing_else(string name)
    {
        LossFunction row = LossFunctionTable.Row(name);
        Prop.ForAll(Positions.Of(Gens.AnyFloats), x =>
        {
            float[] t = [.. Gens.Ordinary(x.Length, seed: x.Length).Select(row.Target)];
            float[] y = new float[x.Length], dx = new float[x.Length];
            for (int i = 0; i < x.Length; i++) row.Run(x.AsSpan(i, 1), t.AsSpan(i, 1), y.AsSpan(i, 1), dx.AsSpan(i, 1));
            for (int offset = 0; offset <= 17; offset++)
            {
                float[] losses = new float[x.Length], inPlace = [.. x];
                row.Run(inPlace.AsSpan(offset), t.AsSpan(offset), losses.AsSpan(0, x.Length - offset), inPlace.AsSpan(offset));
                Bits.Equal(y.AsSpan(offset), losses.AsSpan(0, x.Length - offset), $"{name} from {offset} on");
                Bits.Equal(dx.AsSpan(offset), inPlace.AsSpan(offset), $"derivative of {name} from {offset} on, in place");
                row.Run(x.AsSpan(offset), t.AsSpan(offset), losses.AsSpan(0, x.Length - offset), []);
                Bits.Equal(y.AsSpan(offset), losses.AsSpan(0, x.Length - offset), $"{name} without its derivative");
            }
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void The_references_derivative_is_the_limit_of_its_difference_quotients(string name)
    {
        const double h = 1e-5, epsilon = 2 * Rounding.UnitRoundoffOfDouble;
        LossFunction row = LossFunctionTable.Row(name);
        foreach (float target in new[] { -1f, -0.3f, 0.6f, 1f })
        {
            double t = row.Target(target);
            for (double x = -20.003; x < 20; x += 0.037)
            {
                if (row.KinkDistance(x, t) <= 2 * h) continue;
                double quotient = (row.Value(x + h, t) - row.Value(x - h, t)) / (2 * h);

                // h^2/6 f''' with |f'''| at most 1, and rounding errors of the values, up to 22^2 each.
                double bound = (h * h) + (4 * epsilon * (1 + row.Value(x, t)) / h);
                Near(quotient, row.Derivative(x, t), bound, $"difference quotient of {name} at {x}, {t}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void NaN_is_not_hidden(string name)
    {
        float[] y = new float[3];
        LossFunctionTable.Row(name).Run([1, float.NaN, 2], [1, 1, 1], y, []);
        Assert.Equal([false, true, false], y.Select(float.IsNaN));
    }

    [Fact]
    public void Gaussian_values_and_derivatives_are_within_their_bounds() => Prop.ForAll(GaussianRows, data =>
    {
        (int k, float[] x, float[] t, float epsilon) = data;
        float[] y = new float[t.Length], dx = new float[x.Length];
        LossKernels.GaussianNegativeLogLikelihood(x, k, t, epsilon, y, dx);
        for (int i = 0; i < t.Length; i++)
        {
            int mean = (i / k * 2 * k) + (i % k), number = mean + k;
            double v = Math.Max(ReferenceLosses.Softplus(x[number]), epsilon), d = x[mean] - (double)t[i], quadratic = d * d / v;
            (double dMean, double dNumber) = ReferenceLosses.GaussianDerivative(x[mean], x[number], t[i], epsilon);
            Near(y[i], ReferenceLosses.Gaussian(x[mean], x[number], t[i], epsilon),
                (Rounding.Gamma(14) * quadratic / 2) + (Rounding.Gamma(2) * Math.Abs(Math.Log(v))) + (6 * Rounding.UnitRoundoff), $"loss {i}");
            Near(dx[mean], dMean, (Rounding.Gamma(10) * Math.Abs(dMean)) + float.Epsilon, $"derivative of mean {i}");
            Near(dx[number], dNumber, (Rounding.Gamma(26) * (1 + quadratic) / (2 * v) / (1 + Math.Exp(-x[number]))) + float.Epsilon, $"derivative of number {i}");
        }

        float[] inPlace = [.. x], again = new float[t.Length];
        LossKernels.GaussianNegativeLogLikelihood(inPlace, k, t, epsilon, again, inPlace);
        Bits.Equal(y, again, "losses in place");
        Bits.Equal(dx, inPlace, "gradient in place");
    });

    [Fact]
    public void The_references_Gaussian_derivatives_are_the_limits_of_difference_quotients()
    {
        const double h = 1e-5, t = 0.3, epsilon = 1e-6;
        for (double mean = -2; mean < 2; mean += 0.31)
        {
            for (double s = -3; s < 6; s += 0.41)
            {
                (double dMean, double dNumber) = ReferenceLosses.GaussianDerivative(mean, s, t, epsilon);
                Near((ReferenceLosses.Gaussian(mean + h, s, t, epsilon) - ReferenceLosses.Gaussian(mean - h, s, t, epsilon)) / (2 * h), dMean, 1e-7, $"mean {mean}, s {s}");
                Near((ReferenceLosses.Gaussian(mean, s + h, t, epsilon) - ReferenceLosses.Gaussian(mean, s - h, t, epsilon)) / (2 * h), dNumber, 1e-7, $"mean {mean}, s {s}");
            }
        }
    }

    [Fact]
    public void Cross_entropy_of_weights_is_within_its_bound() => Prop.ForAll(Rows, data =>
    {
        (int columns, float[] x, float smoothing, int seed) = data;
        int rows = x.Length / columns;
        float[] classWeights = [.. Gens.Ordinary(columns, seed).Select(Math.Abs)], probs = [.. Gens.Ordinary(x.Length, seed + 1).Select(Math.Abs)];
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => (i * 7919) % columns)];
        float[] losses = new float[rows], dx = new float[x.Length], scratch = new float[2 * columns];

        LossKernels.SoftmaxCrossEntropy(x, columns, labels, classWeights, smoothing, -1, losses, dx, scratch);
        Check(i => [.. Enumerable.Range(0, columns).Select(j => ((labels[i] == j ? 1.0 - smoothing : 0) + ((double)smoothing / columns)) * classWeights[j])], "of labels");
        LossKernels.SoftmaxCrossEntropy(x, columns, probs, classWeights, smoothing, losses, dx, scratch);
        Check(i => [.. Enumerable.Range(0, columns).Select(j => (((1.0 - smoothing) * probs[(i * columns) + j]) + ((double)smoothing / columns)) * classWeights[j])], "of probabilities");

        void Check(Func<int, double[]> weights, string what)
        {
            for (int i = 0; i < rows; i++)
            {
                double[] row = [.. x.AsSpan(i * columns, columns).ToArray().Select(value => (double)value)], v = weights(i);
                double max = row.Max(), total = v.Sum(), largest = max - row.Min();

                // ln sum and x - max: an error of a few u relative to the largest difference, and gamma of the sums.
                double bound = Rounding.Gamma((columns / 32) + 40) * total * (1 + largest + Math.Log(columns));
                Near(losses[i], ReferenceLosses.SoftmaxCrossEntropy(row, v), bound + float.Epsilon, $"loss {i} {what}");
                double[] gradient = ReferenceLosses.SoftmaxCrossEntropyGradient(row, v);
                for (int j = 0; j < columns; j++)
                {
                    double p = gradient[j] + v[j]; // V p
                    Near(dx[(i * columns) + j], gradient[j], (Rounding.Gamma((columns / 32) + 40) * ((p * (1 + max - row[j] + Math.Log(columns))) + v[j])) + (4 * float.Epsilon), $"gradient {i}, {j} {what}");
                }
            }
        }
    });

    [Fact]
    public void A_weighted_label_has_the_bits_of_plain_cross_entropy_for_weight_1() => Prop.ForAll(Rows, data =>
    {
        (int columns, float[] x, _, _) = data;
        int rows = x.Length / columns;
        int[] labels = [.. Enumerable.Range(0, rows).Select(i => (i * 7919) % columns)];
        float[] losses = new float[rows], dx = new float[x.Length], expected = new float[rows], gradient = new float[x.Length];
        LossKernels.SoftmaxCrossEntropy(x, columns, labels, [], 0, -1, losses, dx, new float[2 * columns]);
        RowKernels.SoftmaxCrossEntropy(x, columns, labels, expected, gradient);
        Bits.Equal(expected, losses, "losses");
        Bits.Equal(gradient, [.. dx.Select(value => value / rows)], "gradient");
    });

    [Fact]
    public void ScaleRows_multiplies_rows_and_clears_those_of_weight_0() => Prop.ForAll(Rows, data =>
    {
        (int columns, float[] x, _, int seed) = data;
        float[] weights = [.. Gens.Ordinary(x.Length / columns, seed).Select((w, i) => i % 3 == 1 ? 0 : w)], y = [.. x];
        for (int i = columns; i < y.Length; i += 3 * columns) y[i] = float.NaN; // in rows of weight 0
        float[] expected = [.. y.Select((value, i) => weights[i / columns] == 0 ? 0 : weights[i / columns] * value)];
        LossKernels.ScaleRows(weights, y);
        Bits.Equal(expected, y, "y");
    });

    private static Gen<(int Columns, float[] Logits, float Smoothing, int Seed)> Rows =>
        from rows in Gen.Choose(1, 5)
        from columns in Gens.Length.Where(length => length > 0)
        from logits in Gens.OrdinaryFloats(rows * columns)
        from scale in Gen.Elements(1f, 20f, 60f)
        from smoothing in Gen.Elements(0f, 0.1f, 1f)
        from seed in Gen.Choose(1, 1000)
        select (columns, logits.Select(x => x * scale).ToArray(), smoothing, seed);

    private static Gen<(int K, float[] X, float[] T, float Epsilon)> GaussianRows =>
        from rows in Gen.Choose(0, 5)
        from k in Gens.Length.Where(length => length > 0)
        from x in Gens.OrdinaryFloats(2 * rows * k)
        from t in Gens.OrdinaryFloats(rows * k)
        from scale in Gen.Elements(1f, 8f, 30f)
        from epsilon in Gen.Elements(1e-6f, 0.1f)
        select (k, x.Select(value => value * scale).ToArray(), t, epsilon);

    private static void Near(double actual, double expected, double bound, string what) =>
        Assert.True(Math.Abs(actual - expected) <= bound * (1 + 1e-6), $"{what}: {actual:R} for {expected:R}, within {bound:R}");
}
