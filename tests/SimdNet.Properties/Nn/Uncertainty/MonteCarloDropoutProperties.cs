using FsCheck;
using FsCheck.Fluent;
using SimdNet.Nn;

namespace SimdNet.Properties.Nn.Uncertainty;

public class MonteCarloDropoutProperties
{
    private static readonly Gen<(NetworkCase Network, float P, int Passes, int MaxBatch, int Seed)> _cases =
        from network in NetworkCase.Gen
        from p in Gen.Elements(0.1f, 0.5f, 0.9f)
        from passes in Gen.Choose(2, 12)
        from maxBatch in Gen.Choose(1, 10)
        from seed in Gen.Choose(0, int.MaxValue)
        select (network, p, passes, maxBatch, seed);

    [Fact]
    public void It_is_the_ensemble_of_its_passes_for_any_batch() => Prop.ForAll(_cases, c =>
    {
        (NetworkCase shape, float p, int passes, int maxBatch, int seed) = c;
        int inFeatures = shape.Widths[0], outFeatures = shape.Widths[^1] + 1;
        using var dropout = new MonteCarloDropout(Network(), passes, NetworkOutput.Values, maxBatch);
        PredictionRun run = PredictionRun.Of(dropout, shape.Rows, inFeatures, outFeatures, (ulong)seed, isOfClasses: false);

        // Each pass alone, on the whole batch; their mean by the ensemble's graph operator would have these bits too.
        Sequential network = Network();
        float[][] predictions = [.. Enumerable.Range(0, passes).Select(pass =>
        {
            ulong stream = (1UL << 62) + ((ulong)pass << 16);
            network.BeginSampling((ulong)seed, ref stream);
            float[] y = LayerRun.Predict(network, shape.Rows, shape.Batch);
            network.EndSampling();
            return y;
        })];
        float[] expected = [.. Enumerable.Range(0, run.Mean.Length).Select(i =>
            predictions.Chunk(8).Aggregate(0f, (total, group) => total + group.Aggregate(0f, (sum, y) => sum + y[i])) / passes)];
        Bits.Equal(expected, run.Mean);

        Sequential Network() => new Sequential(shape.Shape(), new Dropout(p), new Linear(shape.Widths[^1], outFeatures)).WithParameters(shape.Seed);
    });
}
