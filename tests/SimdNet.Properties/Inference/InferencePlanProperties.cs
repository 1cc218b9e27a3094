using SimdNet.Inference;
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

    [Fact]
    public void The_rows_beside_a_row_do_not_change_its_bits() => Prop.ForAll(NetworkCase.Gen, c =>
    {
        Sequential network = c.Network();
        float[] together = Run(network, c.Rows, c.Batch);
        float[][] alone = [.. c.Rows.Chunk(c.Widths[0]).Select(row => Run(network, row, maxBatch: 1))];
        SameBits.AssertEqual([.. alone.SelectMany(row => row)], together);
    });

    private static float[] Run(Sequential network, float[] rows, int maxBatch)
    {
        using InferencePlan plan = InferencePlan.Compile(network.ToGraph(), new InferenceOptions { MaxBatch = maxBatch });
        using InferenceContext context = plan.CreateContext();
        var output = new float[rows.Length / plan.InputFeatures * plan.OutputFeatures];
        context.Run(rows, output);
        return output;
    }
}
