using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

public class ActivationLayerTests
{
    [Fact]
    public void It_keeps_its_function_and_any_width()
    {
        var layer = new ActivationLayer(Activation.Tanh);

        Assert.Same(Activation.Tanh, layer.Activation);
        Assert.Null(layer.InFeatures);
        Assert.Empty(layer.Parameters);
        Assert.Equal("ActivationLayer(tanh)", layer.ToString());
    }

    [Fact]
    public void Relu_at_its_kink_has_the_derivative_zero()
    {
        var run = new LayerRun(new ActivationLayer(Activation.Relu), [-1, -0f, 0, 1], batch: 1);
        Assert.Equal([0, 0, 0, 5], run.Backward([5, 5, 5, 5]));
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>("activation", () => new ActivationLayer(null!));
}
