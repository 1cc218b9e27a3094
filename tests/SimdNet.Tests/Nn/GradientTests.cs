namespace SimdNet.Tests.Nn;

/// <summary>Backward passes against central differences of an independent reference, for each layer, loss and batch</summary>
public class GradientTests
{
    // No gradient of the table is the end of more than 1000 roundings in float (an ULP of an activation counts as two): 6e-5.
    private static readonly double _tolerance = Rounding.Gamma(1000);

    public static MatrixTheoryData<string, string, int> Cases => new(LayerTable.Names, LossTable.Names, [1, 7]);

    public static MatrixTheoryData<string, string, int> TrainingCases => new(LayerTable.Training.Select(row => row.Data), LossTable.Names, [7, 17]);

    [Theory, MemberData(nameof(Cases))]
    public void The_backward_pass_gives_the_gradient(string layer, string loss, int batch) =>
        Check(GradientCheck.AwayFromKinks(LayerTable.Row(layer), LossTable.Row(loss), batch));

    [Theory, MemberData(nameof(TrainingCases))]
    public void The_backward_pass_of_a_training_step_gives_the_gradient(string layer, string loss, int batch) =>
        Check(GradientCheck.AwayFromKinks(LayerTable.Row(layer), LossTable.Row(loss), batch, isTraining: true));

    private static void Check(GradientCheck check)
    {
        foreach ((string name, float[] backward, double[] differences) in check.Gradients())
        {
            double distance = Norm(backward.Zip(differences, (a, b) => a - b));
            double size = Math.Max(Norm(backward.Select(a => (double)a)), Norm(differences));
            Assert.True(distance <= _tolerance * size, $"{name}: the gradients are {distance} apart, {distance / size} of their norm.");

            // Where terms cancel out, an element's error is that of the terms, which are as large as the tensor's largest element.
            double largest = differences.Max(Math.Abs);
            for (int i = 0; i < backward.Length; i++)
                Assert.True(Math.Abs(backward[i] - differences[i]) <= _tolerance * (Math.Abs(differences[i]) + largest), $"{name}[{i}] is {backward[i]}, expected {differences[i]}.");
        }
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
}
