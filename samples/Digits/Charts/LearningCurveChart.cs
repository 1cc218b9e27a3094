using SimdNet.Training;

namespace Digits.Charts;

/// <summary>Loss and accuracy after each epoch.</summary>
internal static class LearningCurveChart
{
    public static void Save(string path, IReadOnlyList<EpochEnd> epochs)
    {
        var training = new Series("training digits", "first", [.. epochs.Select(e => ((double)e.Epoch, (double)e.TrainingLoss))]);
        var test = new Series("test digits", "second", [.. epochs.Where(e => e.ValidationLoss != null).Select(e => ((double)e.Epoch, (double)e.ValidationLoss!))]);
        var accuracy = new Series("test digits", "second", [.. epochs.Where(e => e.ValidationAccuracy != null).Select(e => ((double)e.Epoch, 100 * e.ValidationAccuracy!.Value))]);

        using var svg = new SvgWriter(960, 440, "Learning curve");
        LinePlot.DrawLegend(svg, 220, 34, training, test);

        double[] losses = [.. training.Points.Concat(test.Points).Select(p => p.Y)];
        Axis epoch = Axis.Counting("epoch", epochs.Count);
        new LinePlot(svg, 98, 96, 360, 280).Draw("Cross-entropy loss", epoch, Axis.Logarithmic("mean loss, logarithmic", losses.Min(), losses.Max()), training, test);
        new LinePlot(svg, 566, 96, 360, 280).Draw("Accuracy", epoch, Axis.Linear("read correctly, %", Math.Min(95, accuracy.Points.Min(p => p.Y)), 100), accuracy);
        svg.Save(path);
    }
}
