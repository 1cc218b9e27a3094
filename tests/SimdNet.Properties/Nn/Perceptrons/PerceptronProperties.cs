using FsCheck;
using FsCheck.Fluent;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Properties.Nn.Perceptrons;

/// <summary>Samples are whole numbers: sums of them are exact in floats, so that theorems of exact arithmetic hold to the letter</summary>
public class PerceptronProperties
{
    private static readonly Gen<Samples> s_separable =
        from dimensions in Gen.Choose(1, 5)
        from count in Gen.Choose(1, 30)
        from normal in Gen.Choose(-4, 4).ArrayOf(dimensions)
        from bias in Gen.Choose(-6, 6)
        from points in Gen.Choose(-8, 8).ArrayOf(dimensions * count)
        from symmetric in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select Samples.Separated(normal, bias, points, symmetric, (ulong)seed);

    private static readonly Gen<Samples> s_any =
        from dimensions in Gen.Choose(1, 5)
        from count in Gen.Choose(1, 30)
        from points in Gen.Choose(-8, 8).ArrayOf(dimensions * count)
        from labels in Gen.Choose(0, 1).ArrayOf(count)
        from symmetric in Gen.Elements(false, true)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Samples(dimensions, points, labels, symmetric, (ulong)seed, Bound: 0);

    [Fact]
    public void Separable_samples_converge_within_Novikoffs_bound() => Prop.ForAll(s_separable, c =>
    {
        (Perceptron perceptron, PerceptronResult result) = c.Train(PerceptronVariant.Plain, epochs: (int)c.Bound + 1);
        Assert.True(result.Converged, $"{result.Epochs} epochs, {result.Updates} corrections");
        Assert.True(result.Updates <= c.Bound, $"{result.Updates} corrections, at most {c.Bound} expected");
        Assert.Equal(0, result.TrainingErrors);
        Assert.Equal(0, result.ErrorsPerEpoch[^1]);
        Assert.DoesNotContain(0, result.ErrorsPerEpoch.SkipLast(1));
        var outputs = new float[c.Labels.Length];
        perceptron.Predict(c.Inputs, c.Labels.Length, outputs);
        Assert.Equal(c.Targets, outputs);
    });

    [Fact]
    public void Every_variant_keeps_what_its_definition_says() => Prop.ForAll(s_any, c =>
    {
        const int Epochs = 6;
        foreach (PerceptronVariant variant in Enum.GetValues<PerceptronVariant>())
        {
            (Perceptron perceptron, PerceptronResult result) = c.Train(variant, Epochs, learningRate: c.Symmetric ? 0.5f : 1f); // t - a is 2 and -2 there
            var reference = new ReferencePerceptron(c.Points(), [.. c.Labels.Select(label => label == 1)]);
            double[] expected = reference.Train(c.Presentations(Epochs), variant);
            Assert.Equal(expected.Select(w => (float)w), [.. perceptron.Weight.Value, .. perceptron.Bias.Value]);
            if (variant != PerceptronVariant.Averaged) // whose rounded weights may fall on the other side of a point on the line
                Assert.Equal(reference.Errors(expected), result.TrainingErrors);
        }
    });

    [Fact]
    public void The_pocket_is_never_worse_than_the_plain_variant_and_the_start() => Prop.ForAll(s_any, c =>
    {
        for (int epochs = 1; epochs <= 5; epochs++)
        {
            (_, PerceptronResult plain) = c.Train(PerceptronVariant.Plain, epochs);
            (_, PerceptronResult pocket) = c.Train(PerceptronVariant.Pocket, epochs);
            Assert.Equal(plain.ErrorsPerEpoch, pocket.ErrorsPerEpoch);
            Assert.InRange(pocket.TrainingErrors, 0, plain.TrainingErrors);
            Assert.InRange(pocket.TrainingErrors, 0, c.Labels.Count(label => label == 0)); // weights of 0 fire always
        }
    });

    [Fact]
    public void Each_neuron_learns_as_if_it_were_alone() => Prop.ForAll(s_any, c =>
    {
        float[] other = [.. c.Targets.Select((target, i) => i % 2 == 0 ? target : c.Symmetric ? -target : 1 - target)];
        float[] both = [.. c.Targets.Zip(other, (a, b) => new[] { a, b }).SelectMany(pair => pair)];
        foreach (PerceptronVariant variant in Enum.GetValues<PerceptronVariant>())
        {
            var options = new PerceptronOptions { Epochs = 5, Variant = variant, Seed = c.Seed };
            Perceptron two = c.Make(neurons: 2), first = c.Make(), second = c.Make();
            two.Train(c.Inputs, both, options);
            first.Train(c.Inputs, c.Targets, options);
            second.Train(c.Inputs, other, options);
            Assert.Equal([.. first.Weight.Value, .. second.Weight.Value], two.Weight.Value.ToArray());
            Assert.Equal([.. first.Bias.Value, .. second.Bias.Value], two.Bias.Value.ToArray());
        }
    });

    /// <summary>Points of whole numbers in two classes; the bound is Novikoff's, (R / gamma)^2</summary>
    internal sealed record Samples(int Dimensions, int[] Coordinates, int[] Labels, bool Symmetric, ulong Seed, double Bound)
    {
        public float[] Inputs => [.. Coordinates.Select(value => (float)value)];

        public float[] Targets => [.. Labels.Select(label => label == 1 ? 1f : Symmetric ? -1f : 0f)];

        // A point on the plane itself has no side; one at the end of the normal does, unless the normal is 0.
        public static Samples Separated(int[] normal, int bias, int[] coordinates, bool symmetric, ulong seed)
        {
            if (bias == 0)
                bias = 1;
            int Side(int[] point) => point.Zip(normal, (p, w) => p * w).Sum() + bias;
            int[][] points = [.. coordinates.Chunk(normal.Length).Where(point => Side(point) != 0)];
            if (points.Length == 0)
                points = [new int[normal.Length]];
            double radius = points.Max(point => point.Sum(p => p * p) + 1), margin = points.Min(point => Math.Pow(Side(point), 2)) / (normal.Sum(w => w * w) + (bias * bias));
            return new Samples(normal.Length, [.. points.SelectMany(point => point)], [.. points.Select(point => Side(point) > 0 ? 1 : 0)], symmetric, seed, Math.Floor((radius / margin) + 1e-6));
        }

        public Perceptron Make(int neurons = 1) => new(Dimensions, neurons, Symmetric ? Activation.SymmetricHardLimit : Activation.HardLimit);

        public (Perceptron, PerceptronResult) Train(PerceptronVariant variant, int epochs, float learningRate = 1)
        {
            Perceptron perceptron = Make();
            return (perceptron, perceptron.Train(Inputs, Targets, new PerceptronOptions { Epochs = epochs, Variant = variant, Seed = Seed, LearningRate = learningRate }));
        }

        public double[][] Points() => [.. Coordinates.Chunk(Dimensions).Select(point => point.Select(p => (double)p).ToArray())];

        /// <summary>The samples in the order of each epoch: Philox's shuffle with the streams that follow 2^32</summary>
        public IEnumerable<int> Presentations(int epochs)
        {
            for (int epoch = 1; epoch <= epochs; epoch++)
            {
                int[] order = [.. Enumerable.Range(0, Labels.Length)];
                Philox.Shuffle(Seed, (1UL << 32) + (ulong)epoch, order);
                foreach (int i in order)
                    yield return i;
            }
        }
    }
}
