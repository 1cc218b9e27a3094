using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn.Init;

public class InitializerTests
{
    private const int Out = 100, In = 60;

    // Name, initializer, the standard deviation that its paper gives, and whether it is uniform
    private static readonly (string Name, Initializer Initializer, double Deviation, bool IsUniform)[] s_rows =
    [
        ("Xavier, uniform", Initializer.XavierUniform(), Math.Sqrt(2.0 / (In + Out)), true),
        ("Xavier, normal", Initializer.XavierNormal(2), 2 * Math.Sqrt(2.0 / (In + Out)), false),
        ("Kaiming, uniform", Initializer.KaimingUniform(), Math.Sqrt(2.0 / In), true),
        ("Kaiming, normal", Initializer.KaimingNormal(Fan.Out), Math.Sqrt(2.0 / Out), false),
        ("Kaiming, leaky", Initializer.KaimingNormal(negativeSlope: 0.5f), Math.Sqrt(2 / 1.25 / In), false),
        ("LeCun, uniform", Initializer.LecunUniform(), Math.Sqrt(1.0 / In), true),
        ("LeCun, normal", Initializer.LecunNormal(), Math.Sqrt(1.0 / In), false),
    ];

    public static TheoryData<string> Names => [.. s_rows.Select(row => row.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Mean_and_deviation_are_those_of_the_paper(string name)
    {
        (_, Initializer initializer, double deviation, bool isUniform) = s_rows.Single(row => row.Name == name);
        float[] values = Fill(initializer, Out, In);

        // The mean of n has the deviation s / sqrt(n), the mean square's relative one is sqrt((kurtosis - 1) / n): 2 for a normal, 0.8 for a uniform one. 4 of each.
        double n = values.Length, square = values.Average(value => (double)value * value) / (deviation * deviation);
        Assert.InRange(values.Average(value => (double)value), -4 * deviation / Math.Sqrt(n), 4 * deviation / Math.Sqrt(n));
        Assert.InRange(square - 1, -4 * Math.Sqrt((isUniform ? 0.8 : 2) / n), 4 * Math.Sqrt((isUniform ? 0.8 : 2) / n));
        double largest = values.Max(Math.Abs) / deviation;
        if (isUniform)
            Assert.InRange(largest, 0.99 * Math.Sqrt(3), Math.Sqrt(3) * (1 + Rounding.Gamma(2)));
        else
            Assert.InRange(largest, 3, 6.67); // among 6000: P(all below 3) = 0.9973^6000 = 1e-7
    }

    [Theory, InlineData(1, 1), InlineData(7, 7), InlineData(40, 13), InlineData(13, 40), InlineData(1, 9), InlineData(9, 1)]
    public void Orthogonal_vectors_have_length_gain_and_are_orthogonal(int rows, int columns)
    {
        const float Gain = 2;
        float[] q = Fill(Initializer.Orthogonal(Gain), rows, columns);
        (int vectors, int length) = (Math.Min(rows, columns), Math.Max(rows, columns));
        for (int a = 0; a < vectors; a++)
        {
            for (int b = 0; b < vectors; b++)
            {
                double dot = Enumerable.Range(0, length).Sum(i => (double)Element(a, i) * Element(b, i));

                // Elements are rounded to float once: |error of a dot| <= 2 u |a| |b|.
                Assert.InRange(dot - (a == b ? Gain * Gain : 0), -Rounding.Gamma(3) * Gain * Gain, Rounding.Gamma(3) * Gain * Gain);
            }
        }

        float Element(int vector, int i) => rows < columns ? q[(vector * columns) + i] : q[(i * columns) + vector];
    }

    [Fact]
    public void Sizes_behind_the_second_count_for_both_fans()
    {
        // [8 x 4 x 5]: fanIn 20, fanOut 40
        var values = new float[160];
        Initializer.KaimingUniform(Fan.Out).Fill([8, 4, 5], values, 1, 0);
        Assert.InRange(values.Max(Math.Abs), 0.9 * Math.Sqrt(6.0 / 40), Math.Sqrt(6.0 / 40));
        Initializer.KaimingUniform().Fill([8, 4, 5], values, 1, 0);
        Assert.InRange(values.Max(Math.Abs), 0.9 * Math.Sqrt(6.0 / 20), Math.Sqrt(6.0 / 20));
    }

    [Fact]
    public void A_network_takes_an_initializer_for_its_weights_and_clears_its_biases()
    {
        var network = new Sequential(new Linear(9, 5), new LayerNorm(5), new ActivationLayer(Activation.Relu), new Linear(5, 3)).WithParameters(4);
        network.Initialize(7, Initializer.KaimingNormal());

        var expected = new float[45];
        Initializer.KaimingNormal().Fill([5, 9], expected, 7, 0);
        SameBits.AssertEqual(expected, network.Parameters[0].Value);
        Assert.All(network.Parameters[1].Value.ToArray(), bias => Assert.Equal(0, bias));
        Assert.All(network.Parameters[2].Value.ToArray(), scale => Assert.Equal(1, scale));
        Assert.Throws<ArgumentNullException>("weights", () => network.Initialize(7, null!));
    }

    [Fact]
    public void The_values_are_the_same_bits_everywhere()
    {
        string actual = Fingerprint.Of([.. s_rows.SelectMany(row => Fill(row.Initializer, 31, 17)), .. Fill(Initializer.Orthogonal(), 31, 17), .. Fill(Initializer.Orthogonal(), 17, 31)]);
        Assert.True(Expected == actual, $"initializers: expected {Expected}, got {actual}");
    }

    private const string Expected = "4d7a503676db7f28430a644e4eb3936f56cf68a1ee43a0591a445cbc458f3942";

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("gain", () => Initializer.XavierUniform(0));
        Assert.Throws<ArgumentOutOfRangeException>("gain", () => Initializer.Orthogonal(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("negativeSlope", () => Initializer.KaimingNormal(negativeSlope: float.NaN));
        Refused.With("fans need a shape of two sizes or more, but it has 1.", "shape", () => Initializer.LecunNormal().Fill([5], new float[5], 1, 0));
        Refused.With("values holds 5 elements, but the shape has 6.", "values", () => Initializer.LecunNormal().Fill([2, 3], new float[5], 1, 0));
    }

    [Fact]
    public void Normal_numbers_follow_Box_and_Muller_and_depend_on_their_index_alone()
    {
        float[] all = new float[1000], part = new float[501];
        Philox.Normal(1, 2, 0, 0, 1, all);
        Philox.Normal(1, 2, 499, 0, 1, part);
        SameBits.AssertEqual(all.AsSpan(499), part);

        var bits = new uint[1000];
        Philox.Fill(1, 2, 0, bits);
        for (int i = 0; i < 1000; i += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log((bits[i] + 1.0) / 4294967296)), angle = 2 * Math.PI * bits[i + 1] / 4294967296;
            Assert.Equal(radius * Math.Cos(angle), all[i], Rounding.UnitRoundoff * Math.Abs(all[i]) * 1.01 + 1e-14);
            Assert.Equal(radius * Math.Sin(angle), all[i + 1], Rounding.UnitRoundoff * Math.Abs(all[i + 1]) * 1.01 + 1e-14);
        }

        Assert.Throws<ArgumentException>("standardDeviation", () => Philox.Normal(1, 2, 0, 0, -1, new float[1]));
    }

    private static float[] Fill(Initializer initializer, int rows, int columns)
    {
        var values = new float[rows * columns];
        initializer.Fill([rows, columns], values, seed: 7, stream: 3);
        return values;
    }
}
