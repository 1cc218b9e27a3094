using SimdNet.Kernels;
using SimdNet.Neurons;

namespace SimdNet.Tests.Neurons;

public class NeuronModelTests
{
    [Fact]
    public void Hodgkin_Huxley_follows_the_textbook() => CheckSlopes(HodgkinHuxley.Standard, ReferenceNeurons.HodgkinHuxley);

    [Fact]
    public void Morris_Lecar_follows_the_textbook()
    {
        CheckSlopes(MorrisLecar.Hopf, (i, x) => ReferenceNeurons.MorrisLecar(i, x, 4.4, 2, 30, 0.04));
        CheckSlopes(MorrisLecar.SaddleNode, (i, x) => ReferenceNeurons.MorrisLecar(i, x, 4, 12, 17.4, 0.067));
        CheckSlopes(MorrisLecar.Homoclinic, (i, x) => ReferenceNeurons.MorrisLecar(i, x, 4, 12, 17.4, 0.23));
    }

    [Fact]
    public void Izhikevich_follows_the_paper()
    {
        CheckSlopes(Izhikevich.RegularSpiking, (i, x) => ReferenceNeurons.Izhikevich(i, x, 0.02, 0.2));
        CheckSlopes(Izhikevich.FastSpiking, (i, x) => ReferenceNeurons.Izhikevich(i, x, 0.1, 0.2));
        Assert.Equal((-65, 8), (Izhikevich.RegularSpiking.C, Izhikevich.RegularSpiking.D));
        Assert.Equal((-55, 4), (Izhikevich.IntrinsicallyBursting.C, Izhikevich.IntrinsicallyBursting.D));
        Assert.Equal((-50, 2), (Izhikevich.Chattering.C, Izhikevich.Chattering.D));
        Assert.Equal((-65, 2), (Izhikevich.FastSpiking.C, Izhikevich.FastSpiking.D));
    }

    [Fact]
    public void Leaky_integrate_and_fire_is_a_leak()
    {
        double[] f = new double[2];
        LeakyIntegrateAndFire.Standard.Evaluate(2, [-60, 0], f);
        Assert.Equal(2 - (0.1 * (-60 + 65)), f[0], 1e-14);
        LeakyIntegrateAndFire.Standard.Evaluate(2, [-60, 1], f);
        Assert.Equal(0, f[0]);
    }

    [Fact]
    public void Hodgkin_Huxley_loses_its_rest_in_a_Hopf_point_at_9_78() =>
        Assert.Equal(9.78, FixedPoint.LossOfStability(HodgkinHuxley.Standard, -65, -55, 1), 0.005);

    [Fact]
    public void Morris_Lecar_loses_its_rest_in_a_Hopf_point_at_93_86() =>
        Assert.Equal(93.86, FixedPoint.LossOfStability(MorrisLecar.Hopf, -40, -20, 20), 0.005);

    [Fact]
    public void Hodgkin_Huxley_rests_at_minus_65() =>
        Assert.Equal(0, FixedPoint.At(HodgkinHuxley.Standard, -65, 1).Current, 0.01);

    // (0.1 y) / (1 - e^-y) is 0.1 (1 + y/2 + y^2/12) near 0: no jump and no NaN on either side, in floats either.
    [Fact]
    public void Rates_are_smooth_where_numerator_and_denominator_are_0()
    {
        double[] f = new double[4];
        foreach ((int gate, double at, double scale) in new[] { (1, -40.0, 1.0), (3, -55.0, 0.1) })
        {
            for (double y = 1e-16; y < 1e-2; y *= 3)
            {
                foreach (double v in new[] { at - y, at, at + y })
                {
                    HodgkinHuxley.Standard.Evaluate(0, [v, 0, 0, 0], f);
                    double z = (v - at) / 10;
                    Assert.Equal(scale * (1 + (z / 2) + (z * z / 12)), f[gate], 1e-13);
                }
            }
        }
    }

    // Away from 0 by the size of what cancels: each slope is a sum of terms, and its error a few units of the largest.
    private static void CheckSlopes(NeuronModel model, Func<double, double[], double[]> reference)
    {
        int n = model.Variables.Count;
        var numbers = new float[5];
        var f = new double[n];
        for (uint k = 0; k < 500; k++)
        {
            Philox.Uniform(seed: 7, stream: k, start: 0, 0, 1, numbers);
            double[] x = [-100 + (150 * numbers[0]), .. numbers[1..n].Select(u => (double)u)];
            double current = -20 + (140 * numbers[4]);
            model.Evaluate(current, x, f);
            double[] expected = reference(current, x);
            for (int i = 0; i < n; i++)
                Assert.True(Math.Abs(expected[i] - f[i]) <= 1e-13 * (20_000 + Math.Abs(expected[i])) * (i == 0 ? 1 : 0.01), $"{model.Variables[i]}' at {string.Join(' ', x)}: {f[i]:R}, expected {expected[i]:R}");
        }
    }
}
