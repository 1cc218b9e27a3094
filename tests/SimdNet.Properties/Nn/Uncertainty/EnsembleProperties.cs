using FsCheck;
using FsCheck.Fluent;
using SimdNet.Inference;
using SimdNet.Nn;

namespace SimdNet.Properties.Nn.Uncertainty;

public class EnsembleProperties
{
    private static readonly Gen<EnsembleCase> _cases =
        from networks in NetworkCase.Gen.ArrayOf(10)
        from members in Gen.Choose(1, 10) // past a group of eight
        from output in Gen.Elements(NetworkOutput.Values, NetworkOutput.Logits)
        from maxBatch in Gen.Choose(1, 10)
        select new EnsembleCase(networks[..members], output, maxBatch);

    [Fact]
    public void One_member_answers_for_itself() => Prop.ForAll(_cases, c =>
    {
        EnsembleCase one = c with { Networks = c.Networks[..1] };
        using Ensemble ensemble = one.Ensemble();
        PredictionRun run = one.Run(ensemble);
        Bits.Equal([.. one.Predictions()[0].Select(y => y + 0f)], run.Mean);
        Assert.All(run.StandardDeviation, deviation => Assert.Equal(0f, deviation));
        Assert.All(run.MutualInformation, information => Assert.Equal(0f, information));
    });

    [Fact]
    public void Mean_and_deviation_are_the_members() => Prop.ForAll(_cases, c =>
    {
        float[][] predictions = c.Predictions();
        (double Mean, double StandardDeviation)[] expected = PredictionRun.Moments(predictions);
        using Ensemble ensemble = c.Ensemble();
        PredictionRun run = c.Run(ensemble);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = c.MeanError(predictions, i), variance = expected[i].StandardDeviation * expected[i].StandardDeviation;
            double varianceError = (Rounding.Gamma(c.Roundings + 2) * (variance + (error * error))) + (error * error) + (Rounding.Gamma(3) * variance) + (4 * float.Epsilon); // squares underflow
            Assert.InRange(run.Mean[i] - expected[i].Mean, -error, error);
            Assert.InRange(((double)run.StandardDeviation[i] * run.StandardDeviation[i]) - variance, -varianceError, varianceError);
        }
    });

    [Fact]
    public void The_members_order_moves_the_mean_by_rounding_only() => Prop.ForAll(_cases, c =>
    {
        EnsembleCase reversed = c with { Networks = [.. c.Networks.Reverse()], First = c.Networks[0] };
        float[][] predictions = c.Predictions();
        using Ensemble ensemble = c.Ensemble(), other = reversed.Ensemble();
        float[] mean = c.Run(ensemble).Mean, otherMean = reversed.Run(other).Mean;
        for (int i = 0; i < mean.Length; i++)
            Assert.InRange(mean[i] - (double)otherMean[i], -2 * c.MeanError(predictions, i), 2 * c.MeanError(predictions, i));
    });

    [Fact]
    public void The_mean_of_probabilities_adds_up_to_one_and_its_entropy_is_not_below_the_mean_entropy() => Prop.ForAll(_cases, c =>
    {
        EnsembleCase classes = c with { Output = NetworkOutput.Logits };
        float[][] predictions = classes.Predictions();
        using Ensemble ensemble = classes.Ensemble();
        PredictionRun run = classes.Run(ensemble);
        int columns = classes.OutFeatures;

        // Entropies' bound: the sum of |p ln p| is the entropy itself, at most ln 42. Means' errors move it by 1 + |ln p|, at most 1 + 104, each.
        double sumError = Rounding.Gamma(classes.Roundings + 12), entropyError = Rounding.Gamma(10 + classes.Roundings) * Math.Log(columns) * 2;
        foreach ((float[] row, int i) in run.Mean.Chunk(columns).Select((row, i) => (row, i)))
        {
            Assert.InRange(row.Sum(p => (double)p), 1 - sumError, 1 + sumError);
            (double predictive, double expected) = PredictionRun.Entropies(predictions, columns)[i];
            double error = entropyError + row.Sum(p => p == 0 ? 0 : p * (1 + Math.Abs(Math.Log(p)))) * sumError;
            Assert.True(predictive >= expected - 1e-14 * columns);
            Assert.InRange(run.Entropy[i] - predictive, -error, error);
            Assert.InRange(run.MutualInformation[i] - (predictive - expected), -2 * error, 2 * error);
            Assert.True(run.MutualInformation[i] >= 0);
        }
    });

    [Fact]
    public void A_plan_serves_the_bits_of_the_mean() => Prop.ForAll(_cases, c =>
    {
        using Ensemble ensemble = c.Ensemble();
        using InferencePlan plan = InferencePlan.Compile(ensemble.ToGraph(), new InferenceOptions { MaxBatch = 9 });
        float[] mean = c.Run(ensemble).Mean, y = new float[mean.Length];
        plan.Run(c.Rows, y);
        Bits.Equal(mean, y);
    });

    /// <summary>Networks of any depth, brought to the widths of the first by a layer in front and one behind</summary>
    private sealed record EnsembleCase(NetworkCase[] Networks, NetworkOutput Output, int MaxBatch)
    {
        public NetworkCase First { get; init; } = Networks[0];

        public int InFeatures => First.Widths[0];

        // At least two, for classes.
        public int OutFeatures => First.Widths[^1] + 1;

        public float[] Rows => First.Rows;

        // Of a mean, and none of the reference's.
        public int Roundings => ((Networks.Length + 7) / 8) + 9;

        public double MeanError(float[][] predictions, int i) => Rounding.Gamma(Roundings) * predictions.Average(y => Math.Abs((double)y[i])) + float.Epsilon;

        public Ensemble Ensemble() => new(Members(), Output, MaxBatch);

        public PredictionRun Run(Ensemble ensemble) => PredictionRun.Of(ensemble, Rows, Output != NetworkOutput.Values);

        public float[][] Predictions() => [.. Members().Select(member => LayerRun.Predict(Output == NetworkOutput.Logits ? new Sequential(member, new Softmax()) : member, Rows, First.Batch))];

        public override string ToString() => $"{Output}, {First.Batch} rows of {InFeatures} in batches of {MaxBatch}, through {string.Join<Sequential>(" and ", Members())}";

        private Sequential[] Members() => [.. Networks.Select(network => new Sequential(new Linear(InFeatures, network.Widths[0]), network.Shape(), new Linear(network.Widths[^1], OutFeatures)).WithParameters(network.Seed))];
    }
}
