using SimdNet.Graphs;
using SimdNet.Inference;

namespace SimdNet.Properties.Inference;

/// <summary>Plans of any graph against its operators computed one after the other; a value overwritten too early, or one that nobody wrote, shows here</summary>
public class GraphProperties
{
    [Fact]
    public void A_plan_gives_the_bits_of_the_operators_one_after_the_other() => Prop.ForAll(GraphCase.Gen(hasBatchNorm: false), c =>
    {
        Graph graph = c.Graph();
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = c.MaxBatch });
        Check(c, graph, plan);
    });

    [Fact]
    public void So_does_one_with_batch_norm_that_is_not_folded() => Prop.ForAll(GraphCase.Gen(hasBatchNorm: true), c =>
    {
        Graph graph = c.Graph();
        using InferencePlan plan = PlanCompiler.Lower(ConstantFolding.Run(graph), new InferenceOptions { MaxBatch = c.MaxBatch });
        Check(c, graph, plan);
    });

    [Fact]
    public void Values_that_live_at_one_time_share_no_memory() => Prop.ForAll(GraphCase.Gen(hasBatchNorm: false), c =>
    {
        using InferencePlan plan = InferencePlan.Compile(c.Graph(), new InferenceOptions { MaxBatch = c.MaxBatch });
        PlanStep[] steps = plan.Steps.ToArray();
        GraphValue[] placed = [.. steps.Select(step => step.Output).Where(value => plan.Memory.Offsets[value.Index] >= 0)];
        foreach (GraphValue x in placed)
        {
            (int start, int end) = Place(x);
            Assert.True(start >= 0 && end <= plan.Memory.Length, $"{x} stands at {start} to {end} of {plan.Memory.Length} floats");
            foreach (GraphValue y in placed.Where(y => y.Index != x.Index && Made(y) > Made(x) && Made(y) < LastRead(x)))
            {
                (int otherStart, int otherEnd) = Place(y);
                Assert.True(end <= otherStart || otherEnd <= start, $"{x} at {start} to {end} is still read when {y} is written at {otherStart} to {otherEnd}");
            }
        }

        (int Start, int End) Place(GraphValue value) => (plan.Memory.Offsets[value.Index], plan.Memory.Offsets[value.Index] + (value.Length * c.MaxBatch));
        int Made(GraphValue value) => Array.FindIndex(steps, step => step.Output == value);
        int LastRead(GraphValue value) => Array.FindLastIndex(steps, step => step.Operands.Contains(value));
    });

    private static void Check(GraphCase c, Graph graph, InferencePlan plan)
    {
        using InferenceContext context = plan.CreateContext();
        for (int batch = 1; batch <= c.MaxBatch; batch++)
        {
            float[][] inputs = c.Rows(graph, batch), expected = GraphInterpreter.Run(graph, inputs, batch);
            context.Scratch.Fill(float.NaN);
            for (int i = 0; i < inputs.Length; i++)
                inputs[i].CopyTo(context.Input(i));
            for (int i = 0; i < expected.Length; i++)
                context.Output(i).Fill(float.NaN);

            context.Run(batch);

            for (int i = 0; i < inputs.Length; i++)
                Bits.Equal(inputs[i], context.Input(i)[..inputs[i].Length], $"input {i} after {batch} rows");
            for (int i = 0; i < expected.Length; i++)
            {
                Bits.Equal(expected[i], context.Output(i)[..expected[i].Length], $"output {i} of {batch} rows");
                Assert.True(context.Output(i)[expected[i].Length..].IndexOfAnyExcept(float.NaN) < 0, $"output {i} is written behind its {batch} rows");
            }
        }
    }
}
