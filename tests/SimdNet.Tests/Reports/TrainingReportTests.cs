using System.Globalization;
using System.Xml.Linq;
using SimdNet.Kernels;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Reports;
using SimdNet.Tests.IO;
using SimdNet.Training;

namespace SimdNet.Tests.Reports;

public class TrainingReportTests
{
    private static readonly string[] s_hostile =
        ["</td><script>alert(1)</script>", "\"onload='x' &amp; <!--", "]]></style>", "nul\0bell\a", "half \uD800 pair", "whole \U0001F600", ""];

    [Fact]
    public void An_empty_report_is_a_page_with_its_title()
    {
        var page = new ReportPage(new TrainingReport("Nothing") { IncludesEnvironment = false });
        Assert.Equal("Nothing", page.All("h1").Single().Value);
        Assert.Equal("Nothing", page.All("title").Single().Value);
        Assert.Empty(page.All("section"));
        Assert.Empty(page.All("time"));
        Assert.Contains("<main></main>", page.Source, StringComparison.Ordinal); // to HTML, <main/> is an element that goes on
    }

    [Fact]
    public void Headline_figures_are_those_of_the_epoch_with_the_lowest_validation_loss()
    {
        var page = new ReportPage(new TrainingReport("Run")
        {
            Summary = Summary(new(1, 0.9, 0.8, 0.5), new(2, 0.5, 0.25, 0.75), new(3, 0.1, 0.3, 1.0)),
            Options = new FitOptions { Validation = Validation(count: 8) },
        });
        Assert.Equal(("0.25", "epoch 2 of 3"), page.Tile("Best validation loss"));
        // Wilson's interval of 6 in 8: 40.9 to 92.9 %.
        Assert.Equal(("75.0 %", "95 % interval 40.9 to 92.9\u00A0%, at that epoch"), page.Tile("Validation accuracy"));
        Assert.Equal("3", page.Tile("Epochs").Value);
        Assert.Equal(("1,200", "600 a second"), page.Tile("Steps"));
        Assert.Equal("2.0 s", page.Tile("Duration").Value);
        Assert.Contains("lowest validation loss: 0.25 at epoch 2", page.Caption("Loss"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_validation_set_the_lowest_training_loss_is_best()
    {
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(new(1, 0.9, null, null), new(2, 0.5, null, null)) });
        Assert.Equal(("0.5", "epoch 2 of 2"), page.Tile("Best training loss"));
        Assert.False(page.HasFigure("Accuracy"));
        Assert.Equal(["2 (best)", "0.5", "-", "-"], page.Table("Every epoch")[2]);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_a_gap_and_never_best()
    {
        var page = new ReportPage(new TrainingReport("Run")
        {
            Summary = Summary(new(1, 1, 1, null), new(2, 0.9, 0.9, null), new(3, double.NaN, double.NaN, null), new(4, 0.7, double.PositiveInfinity, null), new(5, 0.6, 0.95, null)),
        });
        Assert.Equal(("0.9", "epoch 2 of 5"), page.Tile("Best validation loss"));
        Assert.Contains("gap", page.Caption("Loss"), StringComparison.Ordinal);
        string[] lines = [.. page.Figure("Loss").Descendants().Where(e => e.Name.LocalName == "polyline").Select(e => e.Attribute("points")!.Value)];
        Assert.Equal([2, 2, 2, 1], lines.Select(line => line.Split(' ').Length)); // training 1-2 and 4-5, validation 1-2 and 5
        Assert.DoesNotContain("NaN", page.Source, StringComparison.Ordinal);
        Assert.Equal(["3", "not a number", "not a number", "-"], page.Table("Every epoch")[3]);
    }

    [Fact]
    public void A_run_without_a_finite_loss_still_has_a_report()
    {
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(new EpochEnd(1, double.NaN, double.NaN, null)) });
        Assert.Equal(("-", "no loss is a finite number"), page.Tile("Best training loss"));
        Assert.StartsWith("Mean loss of each epoch. No loss is a finite number.", page.Caption("Loss"), StringComparison.Ordinal);
    }

    [Fact]
    public void One_epoch_is_a_dot()
    {
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(new EpochEnd(1, 0.5, null, null)) });
        Assert.Contains(page.Figure("Loss").Descendants(), e => e.Name.LocalName == "circle" && e.Attribute("class")!.Value == "first dot");
    }

    [Fact]
    public void Ten_thousand_epochs_make_a_small_file_that_keeps_its_peak()
    {
        EpochEnd[] epochs = [.. Enumerable.Range(1, 10_000).Select(e => new EpochEnd(e, e == 7777 ? 1000 : 1 + (0.001 * (e % 7)), 1.0 / e, null))];
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(epochs) });
        Assert.InRange(page.Source.Length, 1, 120_000);
        double[] heights = [.. page.Figure("Loss").Descendants().First(e => e.Name.LocalName == "polyline").Attribute("points")!.Value.Split(' ')
            .Select(point => double.Parse(point.Split(',')[1], CultureInfo.InvariantCulture))];
        Assert.InRange(heights.Length, 100, Decimation.MaxPoints);
        Assert.True(heights.Min() < heights.Order().ElementAt(1) - 50, "the peak is drawn far above the rest");
        Assert.Contains("Of every 25 epochs", page.Caption("Loss"), StringComparison.Ordinal);
        Assert.Equal(101, page.Table("100 of 10,000 epochs, evenly spaced, and the best one").Length);
    }

    [Fact]
    public void The_learning_rate_is_drawn_where_it_changes()
    {
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(new(1, 1, null, null, 0.5f), new(2, 1, null, null, 0.05f), new(3, 1, null, null, 0.005f)) });
        Assert.Equal(["0.5", "0.05", "0.005"], page.Table("Every epoch").Skip(1).Select(row => row[4]));
        Assert.True(page.HasFigure("Learning rate"));
        Assert.False(new ReportPage(new TrainingReport("Run") { Summary = Summary(new(1, 1, null, null, 0.5f), new(2, 1, null, null, 0.5f)) }).HasFigure("Learning rate"));
    }

    [Fact]
    public void The_best_epoch_is_the_one_that_the_run_kept()
    {
        var page = new ReportPage(new TrainingReport("Run") { Summary = Summary(new(1, 0.9, 0.8, 0.9), new(2, 0.5, 0.25, 0.75)) with { BestEpoch = 1 } });
        Assert.Contains("its validation loss: 0.8 at epoch 1", page.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_and_layers_are_listed()
    {
        var network = new Sequential(new Linear(4, 3), new BatchNorm(3), new ActivationLayer(Activation.Relu), new Linear(3, 2));
        var page = new ReportPage(new TrainingReport("Run")
        {
            Options = new FitOptions { Epochs = 7, BatchSize = 1024, Seed = ulong.MaxValue, ClipNorm = 0.5f, Schedule = new StepSchedule(0.1f, 30) },
            Optimizer = new Sgd(0.1f, momentum: 0.9f),
            Loss = new MeanSquaredError(),
            Network = network,
        });
        string[][] settings = page.Table("Training");
        Assert.Contains(["loss", "MeanSquaredError(reduction Mean)"], settings);
        Assert.Contains(["optimizer", "Sgd(learningRate 0.1, momentum 0.9, dampening 0, weightDecay 0, nesterov false)"], settings);
        Assert.Contains(["epochs", "7"], settings);
        Assert.Contains(["batch size", "1,024"], settings);
        Assert.Contains(["seed", "18446744073709551615"], settings);
        Assert.Contains(["schedule", "StepSchedule(learningRate 0.1, stepSize 30, gamma 0.1)"], settings);
        Assert.Contains(["gradients clipped by norm", "0.5"], settings);
        // 4 * 3 + 3 and 3 + 3 and 0 and 3 * 2 + 2; means and variances of 3 features, and the batches that they are of
        string caption = page.All("caption").Single(caption => caption.Value.StartsWith("Layers", StringComparison.Ordinal)).Value;
        Assert.StartsWith("Layers; 29 parameters, and ", caption, StringComparison.Ordinal);
        Assert.Equal(["15", "6", "0", "8"], page.Table(caption).Skip(1).Select(row => row[2]));
        Assert.Equal("Linear(4, 3)", page.Table(caption)[1][1]);
    }

    [Fact]
    public void The_environment_names_versions_but_no_person_machine_or_folder()
    {
        var page = new ReportPage(new TrainingReport("Run"));
        string[][] environment = page.Table("Where this report was written");
        Assert.Equal(["SimdNet", "runtime", "system", "architecture", "instruction set", "processors"], environment.Skip(1).Select(row => row[0]));
        Assert.Equal(SimdNet.Lanes.Isa.Description, environment[5][1]);
        Assert.Equal(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), environment[6][1]);
        Assert.DoesNotContain(Environment.MachineName, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory, page.Text, StringComparison.Ordinal);
        Assert.False(new ReportPage(new TrainingReport("Run") { IncludesEnvironment = false }).HasSection("Environment"));
    }

    [Fact]
    public void The_time_is_told_only_if_it_is_given()
    {
        var page = new ReportPage(new TrainingReport("Run") { Timestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)) });
        Assert.Equal("2026-01-02 03:04 +01:00", page.All("time").Single().Value);
    }

    [Fact]
    public void Hostile_texts_stay_texts()
    {
        foreach (string hostile in s_hostile)
        {
            var page = new ReportPage(new TrainingReport(hostile) { Description = hostile, Network = new Sequential(new Linear(2, 2)) }
                .AddClassification(hostile, [0, 1], [1, 0, 0, 1], [hostile, "b"])
                .AddRegression(hostile, [1, 2], [1, 2])
                .AddPicture(hostile, new SvgPicture(10, 10, hostile), hostile));
            Assert.Empty(page.All("script"));
            Assert.DoesNotContain("<script", page.Source, StringComparison.Ordinal);
            Assert.Single(page.All("style"));
            string expected = hostile.Replace('\0', '\uFFFD').Replace('\a', '\uFFFD').Replace('\uD800', '\uFFFD');
            Assert.Equal(expected, page.All("h1").Single().Value);
            Assert.Equal(expected, page.Table("Precision, recall and F1 of the classes")[1][0]);
        }
    }

    [Fact]
    public void A_reader_of_HTML_sees_the_elements_that_a_reader_of_XML_does()
    {
        string source = Everything().ToHtml();
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">", source, StringComparison.Ordinal);
        string style = source[source.IndexOf("<style>", StringComparison.Ordinal)..source.IndexOf("</style>", StringComparison.Ordinal)];
        Assert.DoesNotContain("&", style, StringComparison.Ordinal); // HTML does not unescape a style sheet
        XNamespace html = "http://www.w3.org/1999/xhtml";
        // An empty element ends with a tag of its own, unless it is one that never has content.
        int selfClosed = System.Text.RegularExpressions.Regex.Count(source, "<(?!meta|rect|line|circle|path|polyline)[a-z0-9]+[^<>]*/>");
        Assert.Equal(0, selfClosed);
        Assert.Empty(XDocument.Parse(source).Descendants(html + "svg"));
    }

    [Fact]
    public void The_page_needs_no_other_file()
    {
        string source = Everything().ToHtml();
        foreach (string outside in (string[])["http://", "https://", "src=", "url(", "@import", "<link", "<script", " on"])
        {
            string rest = source.Replace("http://www.w3.org/1999/xhtml", "", StringComparison.Ordinal).Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
            if (outside == " on") Assert.DoesNotMatch(" on[a-z]+=", rest);
            else Assert.DoesNotContain(outside, rest, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Pictures_have_titles_tables_captions_and_links_their_targets()
    {
        var page = new ReportPage(Everything());
        Assert.NotEmpty(page.AllSvg("svg"));
        Assert.All(page.AllSvg("svg"), svg =>
        {
            Assert.Equal("img", svg.Attribute("role")!.Value);
            Assert.NotEqual("", ((XElement)svg.FirstNode!).Value);
            Assert.Equal("title", ((XElement)svg.FirstNode!).Name.LocalName);
        });
        Assert.All(page.All("table"), table => Assert.Equal("caption", ((XElement)table.FirstNode!).Name.LocalName));
        Assert.All(page.All("th"), heading => Assert.Contains(heading.Attribute("scope")!.Value, (string[])["col", "row"]));
        string[] ids = [.. page.All("section").Select(section => section.Attribute("id")!.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ids, page.All("a").Select(link => link.Attribute("href")!.Value[1..]));
    }

    [Fact]
    public void Equal_input_gives_equal_bytes()
    {
        string first = Everything().ToHtml();
        Assert.Equal(first, Everything().ToHtml());
        TrainingReport report = Everything();
        Assert.Equal(report.ToHtml(), report.ToHtml());
    }

    [Fact]
    public void The_culture_makes_no_difference()
    {
        string expected = Everything().ToHtml();
        CultureInfo before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator, comma.NumberFormat.NegativeSign) = (",", ".", "~");
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(expected, Everything().ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void File_writer_and_text_are_the_same()
    {
        using var folder = new TemporaryFolder();
        TrainingReport report = Everything();
        report.Save(folder.File("report.html"));
        using var writer = new StringWriter();
        report.Write(writer);
        Assert.Equal(report.ToHtml(), writer.ToString());
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(report.ToHtml()), File.ReadAllBytes(folder.File("report.html")));
        Assert.Equal(["report.html"], folder.Files);
    }

    [Fact]
    public void Colours_of_texts_have_the_contrast_that_WCAG_asks_for()
    {
        (string Ink, string Page)[] pairs =
        [
            (Palette.LightInk, Palette.LightPage), (Palette.LightQuiet, Palette.LightPage), (Palette.LightQuiet, Palette.LightPaper), (Palette.LightFirst, Palette.LightPage),
            (Palette.DarkInk, Palette.DarkPage), (Palette.DarkQuiet, Palette.DarkPage), (Palette.DarkQuiet, Palette.DarkPaper), (Palette.DarkFirst, Palette.DarkPage),
        ];
        Assert.All(pairs, pair => Assert.InRange(Contrast(pair.Ink, pair.Page), 4.5, 21));
        var shades = System.Text.RegularExpressions.Regex.Matches(PageStyle.Text, "background: (#[0-9a-f]{6}); fill: #[0-9a-f]{6}; color: (#[0-9a-f]{6})");
        Assert.Equal(4 * Shades.Levels, shades.Count);
        Assert.All(shades, shade => Assert.InRange(Contrast(shade.Groups[2].Value, shade.Groups[1].Value), 4.5, 21));
    }

    private static double Contrast(string a, string b)
    {
        (double x, double y) = (Luminance(a) + 0.05, Luminance(b) + 0.05);
        return Math.Max(x, y) / Math.Min(x, y);
    }

    private static double Luminance(string colour)
    {
        double Linear(int at)
        {
            double part = Convert.ToInt32(colour.Substring(at, 2), 16) / 255.0;
            return part <= 0.03928 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(1)) + (0.7152 * Linear(3)) + (0.0722 * Linear(5));
    }

    private static TrainingReport Everything()
    {
        float[] actual = [.. Enumerable.Range(0, 2000).Select(i => i * 0.37f)], predicted = [.. actual.Select((value, i) => value + (i % 13))];
        var picture = new SvgPicture(100, 50, "A picture");
        picture.Line(0, 0, 100, 50, "first");
        return new TrainingReport("Everything")
        {
            Description = "All of it.",
            Summary = Summary(new(1, 2.5, 2.25, 0.25), new(2, 0.01, 0.02, 0.95)),
            Options = new FitOptions { Validation = Validation(4), Schedule = new CosineSchedule(0.1f, 1200) },
            Network = new Sequential(new Linear(2, 2)),
            Optimizer = new Adam(),
            Loss = new SoftmaxCrossEntropy(),
        }
        .AddClassification("Two classes", [0, 1, 1, 0], [0.9f, 0.1f, 0.2f, 0.8f, 0.6f, 0.4f, 0.7f, 0.3f], ["no", "yes"])
        .AddRegression("Numbers", actual, predicted)
        .AddPicture("Picture", picture, "A line.");
    }

    private static TrainingSummary Summary(params EpochEnd[] epochs) => new(epochs, 1200, TimeSpan.FromSeconds(2));

    private static DataSet Validation(int count) => DataSet.FromLabels(new float[count], 1, new int[count], 2);
}
