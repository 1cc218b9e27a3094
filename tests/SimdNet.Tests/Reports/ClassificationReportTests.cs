using SimdNet.Metrics;
using SimdNet.Reports;

namespace SimdNet.Tests.Reports;

public class ClassificationReportTests
{
    private const string Classes = "Precision, recall and F1 of the classes";

    // Three classes: of cats 2 of 3 are right, of dogs 1 of 1, of birds 0 of 1.
    private static readonly int[] s_labels = [0, 0, 0, 1, 2];

    private static readonly float[] s_probabilities =
    [
        0.75f, 0.25f, 0, 0.5f, 0.25f, 0.25f, 0.25f, 0.75f, 0, 0, 1, 0, 0.5f, 0.25f, 0.25f,
    ];

    [Fact]
    public void Figures_and_tables_have_the_metrics()
    {
        var page = new ReportPage(new TrainingReport("Run").AddClassification("Test set", s_labels, s_probabilities, ["cat", "dog", "bird"]));
        Assert.Equal(("60.0 %", "95 % interval 23.1 to 88.2\u00A0%"), page.Tile("Accuracy")); // Wilson's interval of 3 in 5
        Assert.Equal(("5", "3 correct"), page.Tile("Examples"));
        Assert.Equal([["actual \\ predicted", "cat", "dog", "bird"], ["cat", "2", "1", "0"], ["dog", "0", "1", "0"], ["bird", "1", "0", "0"]], page.Table("Confusion matrix"));
        string[][] classes = page.Table(Classes);
        Assert.Equal(["class", "precision", "recall", "F1", "support"], classes[0]);
        Assert.Equal(["cat", "66.7 %", "66.7 %", "66.7 %", "3"], classes[1]);
        Assert.Equal(["dog", "50.0 %", "100.0 %", "66.7 %", "1"], classes[2]);
        Assert.Equal(["bird", "-", "0.0 %", "0.0 %", "1"], classes[3]);
        Assert.Equal("5", classes[4][4]);
        Reliability reliability = Reliability.OfTopClass(s_labels, s_probabilities, 3);
        Assert.Contains($"Expected calibration error {Percent(reliability.ExpectedCalibrationError)}, largest {Percent(reliability.MaximumCalibrationError)}.", page.Caption("Reliability"), StringComparison.Ordinal);
        Assert.Equal(["40 to 50 %", "2", "50.0 %", "50.0 %"], page.Table("Examples by confidence")[1]);
        Assert.Equal(["70 to 80 %", "2", "75.0 %", "50.0 %"], page.Table("Examples by confidence")[2]);
        Assert.False(page.HasFigure("ROC curve"));
    }

    [Fact]
    public void Cells_are_shaded_by_their_share_of_their_row()
    {
        var page = new ReportPage(new TrainingReport("Run").AddClassification("Test set", s_labels, s_probabilities));
        string[] shades = [.. page.All("td").Where(cell => cell.Attribute("class")?.Value.Contains("shade", StringComparison.Ordinal) == true).Select(cell => cell.Attribute("class")!.Value)];
        Assert.Equal(["right shade7", "confused shade4", "right shade10", "confused shade10"], shades); // 2/3, 1/3, 1, 1
    }

    [Fact]
    public void Two_classes_have_the_curves_of_their_threshold()
    {
        // One of four pairs is in the wrong order: area 3/4.
        var page = new ReportPage(new TrainingReport("Run").AddClassification("Test set", [0, 1, 0, 1], [0.875f, 0.125f, 0.5f, 0.5f, 0.25f, 0.75f, 0, 1], ["ham", "spam"]));
        Assert.Equal("0.75", page.Tile("ROC area").Value);
        Assert.Contains("the positive class being spam. Area 0.75;", page.Caption("ROC curve"), StringComparison.Ordinal);
        // Recall 1/2 at precision 1, then 1 at 2/3: 1/2 + 1/3.
        Assert.Contains("Average precision 0.8333; chance is 0.5.", page.Caption("Precision-recall curve"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_present_has_no_curves_and_no_NaN()
    {
        var page = new ReportPage(new TrainingReport("Run").AddClassification("Test set", [0, 0], [1, 0, 0.25f, 0.75f], ["ham", "spam"]));
        Assert.False(page.HasFigure("ROC curve"));
        Assert.Equal(2, page.All("p").Count(p => p.Value == "There is none: all examples are of one class, ham."));
        Assert.DoesNotContain("NaN", page.Source, StringComparison.Ordinal);
        Assert.Equal(["spam", "0.0 %", "-", "0.0 %", "0"], page.Table(Classes)[2]);
    }

    [Theory, InlineData(30, true, false), InlineData(31, false, true), InlineData(100, false, true), InlineData(200, false, true), InlineData(201, false, false)]
    public void Many_classes_are_drawn_without_numbers_and_very_many_are_not(int classes, bool hasTable, bool hasPicture)
    {
        (int[] labels, float[] probabilities) = Shifted(classes);
        var page = new ReportPage(new TrainingReport("Run").AddClassification("Test set", labels, probabilities));
        Assert.Equal(hasTable, page.HasTable("Confusion matrix"));
        Assert.Equal(hasPicture, page.HasFigure("Confusion matrix"));
        Assert.InRange(page.Source.Length, 1, 160_000);
        if (hasTable) return;
        string[][] pairs = page.Table($"The 15 most confused of {classes - 3} pairs of classes");
        Assert.Equal(["3 as 4", "1", "100.0 %"], pairs[1]);
        Assert.Equal(16, pairs.Length);
        if (hasPicture)
        {
            string[] cells = [.. page.Figure("Confusion matrix").Descendants().Where(e => e.Name.LocalName == "path").Select(e => e.Attribute("d")!.Value)];
            Assert.Equal([classes - 3, 3], cells.Select(path => path.Count(c => c == 'M')));
        }
    }

    [Fact]
    public void Of_more_than_200_classes_the_table_has_the_worst()
    {
        (int[] labels, float[] probabilities) = Shifted(250);
        string[][] rows = new ReportPage(new TrainingReport("Run").AddClassification("Test set", labels, probabilities))
            .Table("Precision, recall and F1 of the 200 classes with the lowest F1, of 250");
        Assert.Equal(1 + 200 + 2, rows.Length);
        Assert.DoesNotContain(rows, row => row[0] == "1"); // right
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var report = new TrainingReport("Run");
        Assert.Throws<ArgumentException>(() => report.AddClassification("x", [], []));
        Assert.Throws<ArgumentException>(() => report.AddClassification("x", [0, 1], [1, 0, 0, 1], ["a", "b", "c"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.AddClassification("x", [0, 2], [1, 0, 0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => report.AddClassification("x", [0, 0], [1, 1]));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => report.AddClassification("x", [0, 1], [1, 0, float.NaN, 1]));
        Assert.Contains("probabilities[2] is NaN", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => report.AddClassification("x", [0, 1], [1, 0, 0.5f, 0.25f]));
    }

    // One example of each class: the first three are right, each other one is taken for the next class.
    private static (int[] Labels, float[] Probabilities) Shifted(int classes)
    {
        int[] labels = [.. Enumerable.Range(0, classes)];
        var probabilities = new float[classes * classes];
        foreach (int c in labels)
            probabilities[(c * classes) + (c < 3 ? c : (c + 1) % classes)] = 1;
        return (labels, probabilities);
    }

    private static string Percent(double share) => share.ToString("0.0 %", System.Globalization.CultureInfo.InvariantCulture);
}
