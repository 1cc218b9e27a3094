using SimdNet.Graphs;
using SimdNet.Inference;

namespace SimdNet.Tests.Inference;

/// <summary>A plan that looks for numbers that are not finite names the first place where one stands</summary>
public sealed class ChecksFiniteTests : IDisposable
{
    private const int MaxBatch = 3;

    // y = 1e38 x0 + 1e38 x1, then 1 y + 0, then softmax: overflows where the sum passes 3.4.
    private readonly InferencePlan _plan = Compile(checksFinite: true, graph =>
    {
        GraphValue large = graph.Linear(graph.Input, graph.Constant("w", [1e-38f, 0, 1e38f, 1e38f], 2, 2), graph.Constant("b", [0, 0], 2));
        return graph.Softmax(graph.Activation(graph.Activation(large, "leaky_relu"), "tanh"));
    });

    public void Dispose() => _plan.Dispose();

    [Theory, InlineData(float.NaN, "NaN"), InlineData(float.PositiveInfinity, "Infinity"), InlineData(float.NegativeInfinity, "-Infinity")]
    public void In_an_input_with_its_name_row_and_column(float value, string text)
    {
        NonFiniteValueException thrown = Throws([1, 1, 1, value, value, 1]);
        Assert.Equal($"input [2] has {text} in row 1, column 1.", thrown.Message);
        Assert.Equal(("input [2]", 1, 1), (thrown.Place, thrown.Row, thrown.Column));
    }

    [Fact]
    public void In_the_second_of_two_inputs()
    {
        var builder = new GraphBuilder();
        GraphValue x = builder.AddInput("x", 2), y = builder.AddInput("y", 3);
        using InferencePlan plan = InferencePlan.Compile(builder.Build(builder.Concat(x, y)), new InferenceOptions { MaxBatch = MaxBatch, ChecksFinite = true });
        using InferenceContext context = plan.CreateContext();
        context.Input(1)[(2 * 3) + 1] = float.NaN;

        context.Run(batch: 2); // the row behind the batch is not looked at
        Assert.Equal("y [3] has NaN in row 2, column 1.", Assert.Throws<NonFiniteValueException>(() => context.Run(batch: 3)).Message);
    }

    [Fact]
    public void Behind_the_first_step_that_overflows_with_its_number_and_kernel()
    {
        NonFiniteValueException thrown = Throws([1, 1, 1, 1, 2, 2]);
        Assert.Equal("step 0, linear float32 + leaky_relu(0.01) -> leaky_relu_1 [2], has Infinity in row 2, column 1.", thrown.Message);
        Assert.Equal((2, 1), (thrown.Row, thrown.Column));
    }

    [Fact]
    public void Behind_a_later_step_and_in_an_output()
    {
        using InferencePlan plan = Compile(checksFinite: true, graph => graph.Add(graph.Softmax(graph.Input), graph.Add(graph.Input, graph.Input)));
        Assert.Equal("step 1, add -> add_1 [2], has -Infinity in row 0, column 1.", Assert.Throws<NonFiniteValueException>(() => plan.Run([1, -3e38f], new float[2])).Message);

        using InferencePlan last = Compile(checksFinite: true, graph => graph.Add(graph.Input, graph.Constant("c", [3e38f, 0], 2)));
        Assert.Equal("step 0, add constant -> add_0 [2], has Infinity in row 0, column 0.", Assert.Throws<NonFiniteValueException>(() => last.Run([3e38f, 0], new float[2])).Message);
    }

    [Fact]
    public void Not_for_numbers_that_are_finite_however_large()
    {
        float[] x = [float.MaxValue, float.MinValue, float.Epsilon, -0f, 3, 0.3f], y = new float[6];
        using InferencePlan unchecked_ = Compile(checksFinite: false, graph => graph.Activation(graph.Input, "softsign"));
        using InferencePlan checked_ = Compile(checksFinite: true, graph => graph.Activation(graph.Input, "softsign"));
        checked_.Run(x, y);
        SameBits.AssertEqual(Plans.Run(unchecked_, x), y);
    }

    [Fact]
    public void Not_by_a_plan_that_was_not_asked_to()
    {
        using InferencePlan plan = Compile(checksFinite: false, graph => graph.Add(graph.Input, graph.Input));
        Assert.Equal([float.NaN, float.PositiveInfinity], Plans.Run(plan, [float.NaN, 3e38f]));
    }

    [Fact]
    public void A_context_that_threw_goes_on()
    {
        using InferenceContext context = _plan.CreateContext();
        float[] x = [1, 1], y = new float[2];
        Assert.Throws<NonFiniteValueException>(() => context.Run([1, float.NaN], y));
        context.Run(x, y);
        SameBits.AssertEqual(Plans.Run(_plan, x), y);
    }

    [Fact]
    public void Finite_numbers_cost_no_allocation()
    {
        using InferenceContext context = _plan.CreateContext();
        float[] x = [1, 1, 2, 0.5f], y = new float[4];
        Assert.Equal(0, Allocation.Measure(
            () =>
            {
                context.Run(x, y);
                _plan.Run(x, y);
                context.Run(batch: 1);
            },
            calls: 300));
    }

    private NonFiniteValueException Throws(float[] x)
    {
        using InferenceContext context = _plan.CreateContext();
        return Assert.Throws<NonFiniteValueException>(() => context.Run(x, new float[x.Length]));
    }

    private static InferencePlan Compile(bool checksFinite, Func<GraphBuilder, GraphValue> build)
    {
        var builder = new GraphBuilder(2);
        return InferencePlan.Compile(builder.Build(build(builder)), new InferenceOptions { MaxBatch = MaxBatch, ChecksFinite = checksFinite });
    }
}
