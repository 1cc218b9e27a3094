using System.Globalization;

namespace SimdNet.Tests.Documentation;

public class TrainingGuideTests
{
    [Fact]
    public void Proto()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var w = System.Diagnostics.Stopwatch.StartNew();
        TrainingGuide.Run("/tmp/s4/f/main/docs/training/breast_cancer.csv");
        File.WriteAllText("/tmp/s4/f/out.txt", PageConsole.Take() + w.Elapsed);
    }
}
