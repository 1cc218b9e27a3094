using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SimdNet.IO;
using SimdNet.Metrics;
using SimdNet.Nn;
using SimdNet.Optim;
using SimdNet.Training;

namespace SimdNet.Reports;

/// <summary>A training run as one HTML file: headline figures, curves, how good the predictions are, settings, network and environment.</summary>
/// <remarks>
/// The file needs no script and no other file, adapts to light and dark, to phones and to paper, and is well-formed XML too. Everything is optional: what is not given is left out.
/// Texts may hold any characters; they are escaped. It names no person, machine or folder, and no time but <see cref="Timestamp"/>: equal input gives
/// equal bytes on one machine, and without <see cref="IncludesEnvironment"/> on all but for the last digit of a logarithm. Not thread-safe.
/// </remarks>
public sealed class TrainingReport
{
    private readonly string _title;
    private readonly List<Func<string, XElement>> _sections = [];

    /// <summary>A report with a title.</summary>
    public TrainingReport(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        _title = title;
    }

    /// <summary>A text below the title; null: none.</summary>
    public string? Description { get; init; }

    /// <summary>When it was; null: not told.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What <see cref="Trainer.Fit(DataSet, FitOptions)"/> gave back: headline figures and curves; null: none.</summary>
    public TrainingSummary? Summary { get; init; }

    /// <summary>How the run was set up; null: not told.</summary>
    public FitOptions? Options { get; init; }

    /// <summary>Its layers and their parameters are listed; null: not told.</summary>
    public Sequential? Network { get; init; }

    /// <summary>Listed with its settings; null: not told.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>Listed with its settings; null: not told.</summary>
    public Loss? Loss { get; init; }

    /// <summary>Whether the versions of library, runtime and system, the processor's architecture and the instruction set are listed.</summary>
    public bool IncludesEnvironment { get; init; } = true;

    /// <summary>Adds what a classifier's probabilities say: accuracy with its interval, confusion matrix, precision, recall and F1 of each class, reliability; of two classes the ROC and precision-recall curves.</summary>
    /// <param name="heading">what the examples are: "Test set"</param>
    /// <param name="labels">the actual classes, numbered from 0</param>
    /// <param name="probabilities">[labels.Length x classes], row-major; of equal ones, the first class is predicted. Of two classes, the second is the positive one</param>
    /// <param name="classNames">one for each class; null: their numbers</param>
    /// <remarks>
    /// Up to 30 classes the confusion matrix is a table of numbers, up to 200 a picture; from 31 on the most confused pairs are listed. Computed here and now; nothing given is kept but the names.
    /// </remarks>
    /// <returns>this report</returns>
    /// <exception cref="ArgumentException">no examples, a length that does not fit, a number that is no probability, or a row that does not add up to 1; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">a label is not a class, or there are fewer than 2 classes</exception>
    public TrainingReport AddClassification(string heading, ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return Add(new ClassificationSection(heading, labels, probabilities, classNames).Build);
    }

    /// <summary>Adds how well numbers are predicted: mean errors and R2, predicted against actual values, histogram of the residuals.</summary>
    /// <param name="heading">what the examples are: "Test set"</param>
    /// <param name="actual">n finite numbers</param>
    /// <param name="predicted">n finite numbers</param>
    /// <remarks>Of more than 1500 examples as many, chosen by a fixed seed, are drawn; the figures and the histogram are of all. Copies the numbers.</remarks>
    /// <returns>this report</returns>
    /// <exception cref="ArgumentException">no examples, the lengths differ, or a number is not finite; the message has the numbers</exception>
    public TrainingReport AddRegression(string heading, ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        ArgumentNullException.ThrowIfNull(heading);
        return Add(new RegressionSection(heading, actual, predicted).Build);
    }

    /// <summary>Adds a picture as a part of its own; it is shown without its heading and its background.</summary>
    /// <param name="heading">what it shows</param>
    /// <param name="picture">as it is when the report is written</param>
    /// <param name="caption">a text below; empty: none</param>
    /// <returns>this report</returns>
    public TrainingReport AddPicture(string heading, SvgPicture picture, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(heading);
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(caption);
        return Add(id => Html.Section(id, heading, Html.Styled("figure", "picture", Html.Scrolling(heading, picture.Element()), caption.Length > 0 ? Html.Element("figcaption", caption) : null)));
    }

    /// <summary>Writes the report to a file, in one step.</summary>
    /// <exception cref="ArgumentException">the learning rates are not as many as the epochs; the message has both numbers</exception>
    /// <exception cref="IOException">the disk refused, as of <see cref="AtomicFile.Write"/></exception>
    public void Save(string path)
    {
        string page = ToHtml();
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));
    }

    /// <summary>Writes the report; the page says that it is in UTF-8.</summary>
    /// <exception cref="ArgumentException">the learning rates are not as many as the epochs; the message has both numbers</exception>
    public void Write(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(ToHtml());
    }

    /// <summary>The report as text.</summary>
    /// <exception cref="ArgumentException">the learning rates are not as many as the epochs; the message has both numbers</exception>
    public string ToHtml()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Html.Write(Page(), text);
        return text.ToString();
    }

    private TrainingReport Add(Func<string, XElement> build)
    {
        _sections.Add(build);
        return this;
    }

    private XElement Page()
    {
        XElement[] sections = [.. Sections()];
        return Html.Element("html", new XAttribute("lang", "en"),
            Html.Element("head",
                Html.Element("meta", new XAttribute("charset", "utf-8")),
                Html.Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                Html.Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                Html.Element("title", _title),
                Html.Element("style", PageStyle.Text)),
            Html.Element("body",
                Html.Element("header",
                    Html.Element("h1", _title),
                    Description is { Length: > 0 } description ? Html.Styled("p", "description", description) : null,
                    Timestamp is DateTimeOffset time ? Html.Element("p", Html.Element("time", new XAttribute("datetime", Format(time, "yyyy-MM-ddTHH:mm:sszzz")), Format(time, "yyyy-MM-dd HH:mm zzz"))) : null,
                    sections.Length > 1 ? Navigation(sections) : null,
                    Summary is null ? null : Headline(Summary)),
                Html.Element("main", sections),
                Html.Element("footer", "Written by SimdNet.")));
    }

    private IEnumerable<XElement> Sections()
    {
        int number = 0;
        if (Summary is { Epochs.Count: > 0 } summary)
            yield return new CurvesSection(summary).Build(Next());
        foreach (Func<string, XElement> build in _sections)
            yield return build(Next());
        if (SettingsSection.Settings(Next(), Options, Optimizer, Loss) is XElement settings)
            yield return settings;
        if (Network is not null)
            yield return SettingsSection.Network(Next(), Network);
        if (IncludesEnvironment)
            yield return SettingsSection.Environment(Next());

        string Next() => string.Create(CultureInfo.InvariantCulture, $"part-{++number}");
    }

    private XElement Headline(TrainingSummary summary)
    {
        EpochEnd? best = CurvesSection.Best(summary);
        return Html.Tiles(BestLoss(summary, best), BestAccuracy(best),
            Html.Tile("Epochs", NumberText.Count(summary.Epochs.Count)),
            Html.Tile("Steps", NumberText.Count(summary.Steps), summary.Duration > TimeSpan.Zero ? $"{NumberText.Rate(summary.Steps / summary.Duration.TotalSeconds)} a second" : ""),
            Html.Tile("Duration", NumberText.Duration(summary.Duration)),
            Network is null ? null : Html.Tile("Parameters", NumberText.Count(Network.ParameterCount)));
    }

    private static XElement BestLoss(TrainingSummary summary, EpochEnd? best)
    {
        bool validated = summary.Epochs.Any(epoch => epoch.ValidationLoss is double loss && double.IsFinite(loss));
        string name = $"{(summary.BestEpoch is null ? "Best" : "Kept")} {(validated ? "validation" : "training")} loss";
        return best is EpochEnd at
            ? Html.Tile(name, NumberText.Of(validated ? at.ValidationLoss : at.TrainingLoss), $"epoch {NumberText.Count(at.Epoch)} of {NumberText.Count(summary.Epochs.Count)}")
            : Html.Tile(name, "-", "no loss is a finite number");
    }

    // The accuracy at the epoch of that loss, not the highest one, which would be chosen by itself.
    private XElement? BestAccuracy(EpochEnd? best)
    {
        if (best is not { ValidationAccuracy: double accuracy }) return null;
        string note = "at that epoch";
        if (Options?.Validation is DataSet { Count: int count } && accuracy is >= 0 and <= 1)
            note = NumberText.Interval(BinomialInterval.Wilson((long)Math.Round(accuracy * count), count)) + ", " + note;
        return Html.Tile("Validation accuracy", NumberText.Percent(accuracy), note);
    }

    private static XElement Navigation(XElement[] sections) => Html.Element("nav", new XAttribute("aria-label", "Parts of this report"),
        sections.Select(section => Html.Element("a", new XAttribute("href", "#" + section.Attribute("id")!.Value), section.Element(Html.Namespace + "h2")!.Value)));

    private static string Format(DateTimeOffset time, string format) => time.ToString(format, CultureInfo.InvariantCulture);
}
