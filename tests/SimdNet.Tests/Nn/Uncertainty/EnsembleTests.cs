using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.Kernels;
using SimdNet.Nn;

namespace SimdNet.Tests.Nn.Uncertainty;

public class EnsembleTests
{
    // Of different architecture, one with a layer that drops in training only.
    private static Sequential[] Members() =>
    [
        new Sequential(new Linear(4, 3)).WithParameters(1),
        new Sequential(new Linear(4, 9), new ActivationLayer(Activation.Relu), new Dropout(), new Linear(9, 3)).WithParameters(2),
        new Sequential(new LayerNorm(4), new Linear(4, 6), new Sequential(new ActivationLayer(Activation.Tanh), new Linear(6, 3))).WithParameters(3),
    ];

    private static readonly float[] s_x = Numbers.Uniform(9, 5 * 4, scale: 2);

    // Linear(1, 1) with weight 0: each member answers its bias.
    private static Sequential Constant(params float[] outputs)
    {
        var linear = new Linear(1, outputs.Length);
        outputs.CopyTo(linear.Bias.Value);
        return new Sequential(linear);
    }

    [Fact]
    public void Values_have_the_members_mean_and_standard_deviation()
    {
        using var ensemble = new Ensemble([Constant(1, -2), Constant(2, -2), Constant(6, -2)]);
        PredictionRun run = PredictionRun.Of(ensemble, [0, 5], isOfClasses: false);

        // Of 1, 2 and 6: mean 3, variance (4 + 1 + 9) / 3, whose quotient and root are rounded.
        Assert.Equal([3f, -2, 3, -2], run.Mean);
        float deviation = MathF.Sqrt(14f / 3);
        Assert.Equal([deviation, 0, deviation, 0], run.StandardDeviation);
    }

    [Fact]
    public void Members_that_are_sure_and_disagree_have_all_their_uncertainty_from_that()
    {
        using var ensemble = new Ensemble([Constant(1, 0), Constant(0, 1)], NetworkOutput.Probabilities);
        PredictionRun run = PredictionRun.Of(ensemble, [0], isOfClasses: true);
        Assert.Equal([0.5f, 0.5f], run.Mean);
        Assert.InRange(run.Entropy[0] - Math.Log(2), -Rounding.Gamma(10), Rounding.Gamma(10));
        Assert.Equal(run.Entropy, run.MutualInformation);
    }

    [Fact]
    public void Members_that_agree_on_doubt_have_no_mutual_information()
    {
        using var ensemble = new Ensemble([Constant(3, 3), Constant(-1, -1)], NetworkOutput.Logits);
        PredictionRun run = PredictionRun.Of(ensemble, [0], isOfClasses: true);
        Assert.Equal([0.5f, 0.5f], run.Mean);
        Assert.InRange(run.Entropy[0] - Math.Log(2), -Rounding.Gamma(10), Rounding.Gamma(10));
        Assert.Equal([0f], run.MutualInformation);
    }

    [Theory, InlineData(NetworkOutput.Values), InlineData(NetworkOutput.Logits)]
    public void A_plan_of_its_graph_gives_the_bits_of_its_mean(NetworkOutput output)
    {
        using var ensemble = new Ensemble(Members(), output);
        Graph graph = ensemble.ToGraph();
        using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = 5 });
        var y = new float[5 * 3];

        plan.Run(s_x, y);

        SameBits.AssertEqual(PredictionRun.Of(ensemble, s_x, output != NetworkOutput.Values).Mean, y);
        Assert.IsType<MeanOperator>(graph.Nodes[^1].Operator);
        Assert.Equal(output == NetworkOutput.Logits ? 3 : 0, graph.Nodes.Count(node => node.Operator is SoftmaxOperator));
        Assert.Contains("mean of 3", plan.Describe(), StringComparison.Ordinal);
        Assert.Equal(3 * 3, plan.Steps[^1].Flops);
        Assert.Equal(0, Allocation.Measure(() => plan.Run(s_x, y), calls: 100));
    }

    [Fact]
    public void A_row_has_the_same_bits_in_any_batch()
    {
        Sequential[] members = Members();
        using Ensemble large = new(members, NetworkOutput.Logits), small = new(members, NetworkOutput.Logits, maxBatch: 2);
        SameBits.AssertEqual(PredictionRun.Of(large, s_x, isOfClasses: true).All, PredictionRun.Of(small, s_x, isOfClasses: true).All);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using var ensemble = new Ensemble(Members(), NetworkOutput.Logits, maxBatch: 3);
        float[] mean = new float[15], deviation = new float[15], entropy = new float[5], information = new float[5];
        Assert.Equal(0, Allocation.Measure(() => ensemble.Predict(s_x, mean, deviation, entropy, information), calls: 100));
    }

    [Fact]
    public void Members_that_do_not_fit_are_refused_with_their_numbers()
    {
        Sequential first = new(new Linear(4, 3)), wider = new(new Linear(5, 3)), longer = new(new Linear(4, 2)), noWidth = new(new Softmax());
        Refused.With("member 1 takes 5 features and gives 3, but member 0 takes 4 and gives 3.", "members", () => new Ensemble([first, wider]).Dispose());
        Refused.With("member 2 takes 4 features and gives 2, but member 0 takes 4 and gives 3.", "members", () => new Ensemble([first, new Sequential(new Linear(4, 3)), longer]).Dispose());
        Refused.With("a member is in the ensemble twice.", "members", () => new Ensemble([first, wider, first]).Dispose());
        Refused.With("an ensemble has at least one member.", "members", () => new Ensemble([]).Dispose());
        Refused.With("Probabilities of classes need at least 2 outputs, but there is 1.", "output", () => new Ensemble([Constant(1)], NetworkOutput.Probabilities).Dispose());
        Assert.Throws<ArgumentNullException>("members", () => new Ensemble([first, null!]).Dispose());
        Assert.Throws<ArgumentNullException>("members", () => new Ensemble(null!).Dispose());
        Assert.Throws<InvalidOperationException>(() => new Ensemble([first, noWidth]).Dispose());
        Assert.Throws<ArgumentOutOfRangeException>("maxBatch", () => new Ensemble([first], maxBatch: -1).Dispose());
    }

    [Fact]
    public void It_is_refused_in_a_training_step_and_after_dispose()
    {
        Sequential[] members = Members();
        var ensemble = new Ensemble(members);
        ulong stream = 0;
        members[1].BeginTrainingStep(1, ref stream);
        Assert.Throws<InvalidOperationException>(() => ensemble.Predict(s_x, new float[15], default));
        members[1].EndTrainingStep();
        ensemble.Predict(s_x, new float[15], default);

        ensemble.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ensemble.Predict(s_x, new float[15], default));
    }
}
