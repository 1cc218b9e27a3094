using SimdNet.Kernels;

namespace SimdNet.Tests.Kernels;

public class PortableMathTests
{
    // Its own bound, and one unit in the last place for the C run-time's.
    private const double ExpTolerance = 3e-16 + 2.3e-16;

    [Fact]
    public void Exp_is_within_its_bound()
    {
        for (int i = -70_800; i <= 70_800; i += 7)
        {
            double x = i / 100.0, expected = Math.Exp(x);
            Assert.InRange(PortableMath.Exp(x), expected * (1 - ExpTolerance), expected * (1 + ExpTolerance));
        }

        Assert.Equal(1, PortableMath.Exp(0));
    }
}
