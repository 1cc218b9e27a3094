using SimdNet.Nn;

namespace SimdNet.Tests.Nn;

/// <summary>A loss of a small batch: what it returns, each row's or element's loss, the gradient</summary>
internal sealed record LossRun(float Value, float[] Losses, float[] Gradient)
{
    public static LossRun Of(Loss loss, float[] predictions, int batch, Targets targets)
    {
        int outFeatures = predictions.Length / batch;
        float[] losses = new float[loss.LossLength(batch, outFeatures)], gradient = new float[predictions.Length];
        float value = loss.Evaluate(predictions, batch, targets, losses, gradient, new float[loss.ScratchLength(batch, outFeatures)]);
        return new LossRun(value, losses, gradient);
    }

    /// <summary>The targets are refused with this text, and no output is written</summary>
    public static void Refuses(string text, Loss loss, float[] predictions, int batch, float[] values, int[]? labels = null, float[]? weights = null, string parameter = "targets")
    {
        int outFeatures = predictions.Length / batch;
        float[] losses = new float[loss.LossLength(batch, outFeatures)], gradient = new float[predictions.Length], scratch = new float[loss.ScratchLength(batch, outFeatures)];
        losses.AsSpan().Fill(7);
        gradient.AsSpan().Fill(7);
        var refusal = Assert.Throws<ArgumentException>(parameter, () => loss.Evaluate(predictions, batch, Targets(), losses, gradient, scratch));
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(parameter, () => loss.Evaluate(predictions, batch, Targets(), gradient, scratch));
        Assert.All([.. losses, .. gradient], value => Assert.Equal(7, value));

        Targets Targets() => (labels is null ? SimdNet.Nn.Targets.FromValues(values) : SimdNet.Nn.Targets.FromLabels(labels)).WithSampleWeights(weights);
    }

    public static void Near(double expected, float actual) => Assert.InRange(actual - expected, -4e-7 * Math.Abs(expected), 4e-7 * Math.Abs(expected)); // a few ULP, and 7 printed digits
}
