using FsCheck.Fluent;
using SimdNet.Metrics;

namespace SimdNet.Properties.Metrics;

/// <summary>The fitted temperature against its neighbours</summary>
public class TemperatureScalingProperties
{
    private const int Classes = 3;

    [Fact]
    public void No_other_temperature_has_a_lower_loss() => Prop.ForAll(
        from length in Gens.Length from scale in Gen.Choose(1, 30) from seed in Gen.Choose(0, int.MaxValue) select (length, scale, seed), c =>
        {
            int rows = Math.Max(1, c.length);
            float[] logits = [.. Gens.Ordinary(rows * Classes, c.seed).Select(z => z * c.scale)];
            var random = new Random(c.seed);
            int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(Classes))];

            double fitted = TemperatureScaling.Fit(labels, logits, Classes).Temperature, least = Loss(labels, logits, fitted);

            Assert.InRange(fitted, TemperatureScaling.MinTemperature, TemperatureScaling.MaxTemperature);
            foreach (double factor in new[] { 0.5, 0.9, 0.999, 1.001, 1.1, 2 })
            {
                double other = Math.Clamp(fitted * factor, TemperatureScaling.MinTemperature, TemperatureScaling.MaxTemperature);
                double loss = Loss(labels, logits, other);
                // exp, log and the sum over the rows, of terms up to the loss or 1
                Assert.True(least <= loss + (Rounding.Gamma(10 * (rows + 10), Rounding.UnitRoundoffOfDouble) * (1 + loss)), $"T = {fitted} has {least}, but {other} has {loss}");
            }
        });

    private static double Loss(int[] labels, float[] logits, double temperature) => labels.Select((label, i) =>
        Math.Log(Enumerable.Range(0, Classes).Sum(k => Math.Exp((logits[(i * Classes) + k] - logits[(i * Classes) + label]) / temperature)))).Average(LimitedTo1e300);

    // Far from the least point the sum of exponentials overflows.
    private static double LimitedTo1e300(double x) => Math.Min(x, 1e300);
}
