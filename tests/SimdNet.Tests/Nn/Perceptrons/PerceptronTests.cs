using SimdNet.Graphs;
using SimdNet.Inference;
using SimdNet.IO;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Nn.Perceptrons;

public class PerceptronTests
{
    // W = (1 2; 3 -4), b = (-1, 2)
    private static Perceptron TwoByTwo(Activation? activation = null)
    {
        var perceptron = new Perceptron(2, 2, activation);
        new float[] { 1, 2, 3, -4 }.CopyTo(perceptron.Weight.Value);
        new float[] { -1, 2 }.CopyTo(perceptron.Bias.Value);
        return perceptron;
    }

    [Fact]
    public void Net_inputs_are_W_p_plus_b_and_outputs_their_hard_limit()
    {
        float[] x = [1, 0, 0, 1, 0, 0], n = new float[6], a = new float[6];
        TwoByTwo().NetInput(x, 3, n);
        Assert.Equal([0, 5, 1, -2, -1, 2], n); // (1 - 1, 3 + 2), (2 - 1, -4 + 2), b
        TwoByTwo().Predict(x, 3, a);
        Assert.Equal([1, 1, 1, 0, 0, 1], a);
        TwoByTwo(Activation.SymmetricHardLimit).Predict(x, 3, a);
        Assert.Equal([1, 1, 1, -1, -1, 1], a);
    }

    [Fact]
    public void A_label_is_the_neuron_with_the_largest_net_input_or_whether_the_only_one_fires()
    {
        var labels = new int[3];
        TwoByTwo().PredictLabels([1, 0, 0, 1, 0, 0], labels);
        Assert.Equal([1, 0, 1], labels);

        foreach (Activation activation in new[] { Activation.HardLimit, Activation.SymmetricHardLimit })
        {
            var one = new Perceptron(1, 1, activation);
            one.Weight.Value[0] = 1;
            one.PredictLabels([-1, 0, 1], labels);
            Assert.Equal([0, 1, 1], labels);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_step_adds_the_error_times_the_input(bool symmetric)
    {
        Perceptron perceptron = TwoByTwo(symmetric ? Activation.SymmetricHardLimit : null);
        float low = symmetric ? -1 : 0, step = 0.5f * (1 - low);
        // n = (1 + 4 - 1, 3 - 8 + 2) = (4, -3): fires, does not. Targets say the reverse.
        Assert.Equal(2, perceptron.Step([1, 2], [low, 1], learningRate: 0.5f));
        Assert.Equal([1 - step, 2 - (2 * step), 3 + step, -4 + (2 * step)], perceptron.Weight.Value.ToArray());
        Assert.Equal([-1 - step, 2 + step], perceptron.Bias.Value.ToArray());
    }

    [Fact]
    public void A_step_leaves_a_neuron_alone_that_is_right()
    {
        Perceptron perceptron = TwoByTwo();
        Assert.Equal(1, perceptron.Step([1, 2], [1, 1]));
        Assert.Equal([1, 2, 4, -2], perceptron.Weight.Value.ToArray());
        Assert.Equal([-1, 3], perceptron.Bias.Value.ToArray());
        Assert.Equal(0, perceptron.Step([1, 2], [1, 1]));
        Assert.Equal([1, 2, 4, -2], perceptron.Weight.Value.ToArray());
    }

    [Fact]
    public void A_plan_serves_the_outputs_and_the_net_inputs_to_the_bit()
    {
        const int Rows = 37;
        foreach (int neurons in new[] { 1, 10 })
        {
            var perceptron = new Perceptron(65, neurons);
            perceptron.Network.Initialize(seed: 3);
            float[] x = Numbers.Uniform(1, Rows * 65), n = new float[Rows * neurons], a = new float[Rows * neurons];
            perceptron.NetInput(x, Rows, n);
            perceptron.Predict(x, Rows, a);
            Bits.Equal(n, Served(perceptron.ToNetInputGraph(), x, n.Length), "net inputs");
            Bits.Equal(a, Served(perceptron.ToGraph(), x, a.Length), "outputs");
            Assert.Contains(0f, a);
            Assert.Contains(1f, a);
        }

        static float[] Served(Graph graph, float[] x, int length)
        {
            using InferencePlan plan = InferencePlan.Compile(graph, new InferenceOptions { MaxBatch = Rows });
            var y = new float[length];
            plan.Run(x, y);
            return y;
        }
    }

    [Fact]
    public void Safetensors_and_model_files_save_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("perceptron.safetensors");
        Perceptron saved = TwoByTwo(), loaded = new(2, 2);
        SafeTensors.Save(path, saved.Network);
        SafeTensors.Load(path, loaded.Network);
        Bits.Equal(saved.Weight.Value, loaded.Weight.Value);
        Bits.Equal(saved.Bias.Value, loaded.Bias.Value);
        Assert.Equal(["0.weight [2 x 2]", "0.bias [2]"], loaded.Network.Parameters.Select(parameter => parameter.ToString()));

        ModelFile.Save(path, new Model(saved.Network));
        using InferencePlan plan = InferencePlan.Compile(ModelFile.Load(path).Graph);
        var a = new float[2];
        plan.Run([0, 1], a);
        Assert.Equal([1, 0], a);
    }

    [Fact]
    public void It_says_what_it_is()
    {
        var perceptron = new Perceptron(3, 2);
        Assert.Equal((3, 2, Activation.HardLimit), (perceptron.Inputs, perceptron.Neurons, perceptron.Activation));
        Assert.Equal("Perceptron(3, 2, hard_limit)", perceptron.ToString());
        Assert.All(perceptron.Network.ParameterValues(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Nothing_is_allocated_by_answers_and_steps()
    {
        Perceptron perceptron = new(70, 3);
        float[] x = Numbers.Uniform(1, 5 * 70), y = new float[15], t = [1, 0, 1];
        var labels = new int[5];
        Assert.Equal(0, Allocation.Measure(() => perceptron.NetInput(x, 5, y), 10));
        Assert.Equal(0, Allocation.Measure(() => perceptron.Predict(x, 5, y), 10));
        Assert.Equal(0, Allocation.Measure(() => perceptron.PredictLabels(x, labels), 10));
        Assert.Equal(0, Allocation.Measure(
            () =>
            {
                for (int i = 0; i < 5; i++)
                    perceptron.Step(x.AsSpan(i * 70, 70), t);
            }, 10));
    }

    [Fact]
    public void Sizes_and_activations_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("inputs", () => new Perceptron(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("neurons", () => new Perceptron(1, -1));
        Refused.With("a perceptron's activation is hard_limit or symmetric_hard_limit, not relu.", "activation", () => _ = new Perceptron(1, 1, Activation.Relu));
    }

    [Fact]
    public void Rows_that_do_not_fit_are_refused()
    {
        Perceptron perceptron = TwoByTwo();
        float[] four = new float[4], five = new float[5];
        Refused.With("x holds 5 floats, but 2 rows of 2 inputs need 4.", "x", () => perceptron.NetInput(five, 2, four));
        Refused.With("n holds 5 floats, but 2 rows of 2 neurons need 4.", "n", () => perceptron.NetInput(four, 2, five));
        Refused.With("x holds 5 floats, but 2 rows of 2 inputs need 4.", "x", () => perceptron.Predict(five, 2, four));
        Refused.With("x holds 5 floats, but 2 rows of 2 inputs need 4.", "x", () => perceptron.PredictLabels(five, new int[2]));
        Assert.Throws<ArgumentException>("n", () => perceptron.NetInput(five.AsSpan(0, 4), 2, five.AsSpan(1, 4)));
        Assert.Throws<ArgumentOutOfRangeException>("batch", () => perceptron.NetInput(four, -1, four));
    }

    [Fact]
    public void A_step_that_cannot_be_made_changes_nothing()
    {
        Perceptron perceptron = TwoByTwo();
        float[] before = perceptron.Network.ParameterValues();
        Refused.With("p holds 3 floats, but 1 rows of 2 inputs need 2.", "p", () => perceptron.Step([1, 2, 3], [0, 1]));
        Refused.With("t holds 1 floats, but 1 rows of 2 neurons need 2.", "t", () => perceptron.Step([1, 2], [0]));
        Refused.With("p[row 0, input 1] is NaN; expected a finite number.", "p", () => perceptron.Step([1, float.NaN], [0, 1]));
        Refused.With("t[row 0, neuron 1] is -1; expected 0 or 1, the outputs of hard_limit.", "t", () => perceptron.Step([1, 2], [0, -1]));
        Assert.Throws<ArgumentOutOfRangeException>("learningRate", () => perceptron.Step([1, 2], [0, 1], learningRate: 0));
        Assert.Equal(before, perceptron.Network.ParameterValues());
    }
}
