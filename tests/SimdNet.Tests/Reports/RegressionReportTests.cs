using SimdNet.Reports;

namespace SimdNet.Tests.Reports;

public class RegressionReportTests
{
    [Fact]
    public void Figures_are_those_of_the_metrics()
    {
        var page = new ReportPage(new TrainingReport("Run").AddRegression("Test set", [1, 2, 3, 4], [1, 2, 3, 6]));
        Assert.Equal("0.5", page.Tile("Mean absolute error").Value);
        Assert.Equal("1", page.Tile("Root mean squared error").Value);
        Assert.Equal("0.2", page.Tile("R\u00B2").Value); // 1 - 4 / 5
        Assert.Equal(4, Points(page));
        Assert.Equal("Examples by predicted minus actual value: all 4. Mean 0.5.", page.Caption("Residuals"));
    }

    [Fact]
    public void Of_many_examples_some_are_drawn_and_all_are_counted()
    {
        float[] actual = [.. Enumerable.Range(0, 5000).Select(i => (float)i)];
        var page = new ReportPage(new TrainingReport("Run").AddRegression("Test set", actual, actual));
        Assert.Equal(RegressionSection.MaxPoints, Points(page));
        Assert.Contains("Drawn are 1,500 of 5,000 examples", page.Caption("Predicted over actual"), StringComparison.Ordinal);
        Assert.Contains("all 5,000", page.Caption("Residuals"), StringComparison.Ordinal);
    }

    [Theory, InlineData(0f, 0f), InlineData(5f, 5f), InlineData(3e38f, -3e38f), InlineData(1e-45f, 2e-45f)]
    public void One_example_of_any_size_is_drawn(float actual, float predicted)
    {
        var page = new ReportPage(new TrainingReport("Run").AddRegression("Test set", [actual], [predicted]));
        Assert.Equal("-", page.Tile("R\u00B2").Value);
        Assert.DoesNotContain("NaN", page.Source, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", page.Source, StringComparison.Ordinal);
        Assert.Single(page.Figure("Residuals").Descendants(), e => e.Attribute("class")?.Value == "bar");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var report = new TrainingReport("Run");
        Assert.Throws<ArgumentException>(() => report.AddRegression("x", [], []));
        Assert.Throws<ArgumentException>(() => report.AddRegression("x", [1], [1, 2]));
        Assert.Throws<ArgumentException>(() => report.AddRegression("x", [1], [float.NaN]));
        Assert.Throws<ArgumentException>(() => report.AddRegression("x", [float.PositiveInfinity], [1]));
    }

    private static int Points(ReportPage page) => page.Figure("Predicted over actual").Descendants().Count(e => e.Attribute("class")?.Value == "point");
}
