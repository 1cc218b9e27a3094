using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Properties.Inference;

public class InferencePlanProperties
{
    [Fact]
    public void A_plan_gives_the_bits_of_its_network() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential network = c.Network();
        SameBits.AssertEqual(LayerRun.Predict(network, c.Rows, c.Batch), Run(network, c.Rows, c.Batch));
    });

    [Theory, InlineData(WeightFormat.Float32), InlineData(WeightFormat.BFloat16), InlineData(WeightFormat.Int8)]
    public void The_rows_beside_a_row_do_not_change_its_bits(WeightFormat format) => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential network = c.Network();
        float[] together = Run(network, c.Rows, c.Batch, format);
        float[][] alone = [.. c.Rows.Chunk(c.Widths[0]).Select(row => Run(network, row, maxBatch: 1, format))];
        SameBits.AssertEqual([.. alone.SelectMany(row => row)], together);
    });

    [Fact]
    public void In_bfloat16_a_plan_gives_the_bits_of_its_network_with_the_weights_rounded() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential network = c.Network(), rounded = c.Network();
        foreach (Linear linear in rounded.Layers.OfType<Linear>())
        {
            foreach (ref float weight in linear.Weight.Value)
                weight = BFloat16.ToSingle(BFloat16.FromSingle(weight));
        }

        SameBits.AssertEqual(LayerRun.Predict(rounded, c.Rows, c.Batch), Run(network, c.Rows, c.Batch, WeightFormat.BFloat16));
    });

    private static float[] Run(Sequential network, float[] rows, int maxBatch, WeightFormat format = WeightFormat.Float32)
    {
        using InferencePlan plan = InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = maxBatch, Weights = format });
        using InferenceContext context = plan.CreateContext();
        var output = new float[rows.Length / plan.InputFeatures * plan.OutputFeatures];
        context.Run(rows, output);
        return output;
    }
}
