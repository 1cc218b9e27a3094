using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace SimdNet.Tests.Inference;

public class DescribeTests
{
    private static readonly string s_level = Isa.Level.ToString().ToLowerInvariant();

    [Fact]
    public void It_has_the_plans_sizes_and_a_line_for_each_step()
    {
        using InferencePlan plan = Compile(WeightFormat.Float32);
        Assert.Equal(
            $"""
            5 steps at level {s_level}, up to 2 rows, weights 1,804 B, scratch memory 576 B a context
            from x [4], y [3] to concat_4 [67], softmax_5 [3]
              0  linear float32 + relu  x [4] -> relu_1 [64]                             1,280 B           576 FLOP a row
              1  layer norm             relu_1 [64] -> layer_norm_2 [64]                   512 B           512 FLOP a row
              2  add constant           y [3] -> add_3 [3]                                  12 B             3 FLOP a row
              3  concat                 layer_norm_2 [64], add_3 [3] -> concat_4 [67]             0 B             0 FLOP a row
              4  softmax                add_3 [3] -> softmax_5 [3]                           0 B            12 FLOP a row

            """.ReplaceLineEndings("\n"),
            plan.Describe());
    }

    // bfloat16: half of 64 x 4 floats; int8: a quarter, a scale and a sum for each column. The bias stays.
    [Theory, InlineData(WeightFormat.BFloat16, "bfloat16", 512 + 256), InlineData(WeightFormat.Int8, "int8", 256 + 512 + 256)]
    public void It_names_the_format_of_the_weights_and_its_memory(WeightFormat format, string name, int bytes)
    {
        using InferencePlan plan = Compile(format);
        string text = plan.Describe();
        Assert.Matches($@"^  0  linear {name} \+ relu  x \[4\] -> relu_1 \[64\] +{bytes:N0} B ", text.Split('\n')[2]);
        Assert.Contains($"weights {bytes + 512 + 12:N0} B,", text, StringComparison.Ordinal);
        Assert.Equal(bytes + 512 + 12, plan.WeightBytes);
    }

    // 64 columns: whole panels at every level, so that the sizes are the same.
    private static InferencePlan Compile(WeightFormat format)
    {
        var builder = new GraphBuilder();
        GraphValue x = builder.AddInput("x", 4), y = builder.AddInput("y", 3);
        GraphValue weight = builder.Constant("w", Numbers.Uniform(1, 64 * 4), 64, 4), bias = builder.Constant("b", Numbers.Uniform(2, 64), 64);
        GraphValue hidden = builder.LayerNorm(builder.Activation(builder.Linear(x, weight, bias), "relu"), bias, bias, 1e-5f);
        GraphValue shifted = builder.Add(y, builder.Constant("c", [1, 2, 3], 3));
        return InferencePlan.Compile(builder.Build(builder.Concat(hidden, shifted), builder.Softmax(shifted)), new InferenceOptions { MaxBatch = 2, Weights = format });
    }
}
