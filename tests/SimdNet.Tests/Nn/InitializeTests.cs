using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>Starting values of parameters</summary>
public class InitializeTests
{
    [Fact]
    public void The_seed_alone_decides()
    {
        Sequential a = Network(), b = Network().WithParameters(9);
        a.Initialize(7);
        b.Initialize(7);
        b.Initialize(7);

        SameBits.AssertEqual(a.ParameterValues(), b.ParameterValues());
    }

    [Fact]
    public void The_values_are_the_same_on_every_machine()
    {
        Sequential network = Network();
        network.Initialize(7);
        // SHA-256 of the same numbers from a separate implementation of Philox, in Python's integers and doubles.
        Assert.Equal("fa2ce551cbe610c8fb9c9758aacc5497947c45a320d222671848826b0ae6a487", Fingerprint.Of(network.ParameterValues()));
    }

    [Fact]
    public void Another_seed_gives_other_values()
    {
        Sequential a = Network(), b = Network();
        a.Initialize(7);
        b.Initialize(8);

        foreach ((Parameter first, Parameter second) in a.Parameters.Zip(b.Parameters))
            Assert.False(SameBits.AreEqual(first.Value, second.Value), first.Name);
    }

    [Fact]
    public void Each_parameter_has_a_stream_of_its_own()
    {
        // Equal widths, so equal bounds: one stream used twice would show the same numbers.
        var network = new Sequential(new Linear(9, 9), new Sequential(new Linear(9, 9)));
        network.Initialize(7);

        float[] values = network.ParameterValues();
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Theory, InlineData(1), InlineData(16), InlineData(100)]
    public void Linear_is_uniform_between_bounds_of_one_over_the_root_of_its_width(int inFeatures)
    {
        var linear = new Linear(inFeatures, 300);
        ulong stream = 0;
        linear.Initialize(7, ref stream);
        double bound = 1 / Math.Sqrt(inFeatures);

        Assert.Equal(2ul, stream);
        foreach (Parameter parameter in linear.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            Assert.All(values, value => Assert.InRange(value, -bound, bound));

            // The mean of n uniform numbers has the standard deviation bound / sqrt(3 n); the extremes of 300 miss an outer twentieth with probability 0.975^300 < 0.001.
            Assert.InRange(values.Average(), -4 * bound / Math.Sqrt(3 * values.Length), 4 * bound / Math.Sqrt(3 * values.Length));
            Assert.InRange(values.Max(), 0.95 * bound, bound);
            Assert.InRange(values.Min(), -bound, -0.95 * bound);
        }
    }

    [Fact]
    public void Gradients_are_left_alone()
    {
        Sequential network = Network();
        network.Initialize(7);
        Assert.All(network.ParameterGradients(), gradient => Assert.Equal(0, gradient));
    }

    private static Sequential Network() => new(new Linear(9, 5), new ActivationLayer(Activation.Tanh), new Linear(5, 3));
}
