using System.Globalization;
using System.Xml.Linq;
using SimdNet.Kernels;
using SimdNet.Metrics;

namespace SimdNet.Reports;

/// <summary>How well a classifier did: figures, confusion matrix, classes, reliability, and of two classes the curves of their threshold</summary>
internal sealed class ClassificationSection
{
    /// <summary>Most classes of which the matrix is a table with numbers</summary>
    public const int MaxNumberedClasses = 30;

    /// <summary>Most classes of which the matrix is drawn; beyond, a class has less than a pixel or two</summary>
    public const int MaxDrawnClasses = 200;

    /// <summary>Most classes in the table of classes, and most confused pairs</summary>
    public const int MaxClassRows = 200, MaxPairs = 15;

    // About what the style sheet makes of a column of figures, a cell of the matrix and a letter, in pixels.
    private const int ColumnWidth = 500, CellWidth = 39, CharacterWidth = 8;

    private const double CurveDistance = 1 / 400.0;

    private readonly string _heading;
    private readonly string[] _names;
    private readonly ConfusionMatrix _confusion;
    private readonly Reliability _reliability;
    private readonly double _logLoss, _brier;
    private readonly RocCurve? _roc;
    private readonly PrecisionRecallCurve? _precisionRecall;

    public ClassificationSection(string heading, ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, IReadOnlyList<string>? classNames)
    {
        ExampleGuard.AtLeast(1, labels.Length, nameof(labels));
        int classes = classNames?.Count ?? probabilities.Length / labels.Length;
        ExampleGuard.Rows(labels, probabilities.Length, classes, nameof(probabilities));
        ExampleGuard.ProbabilityRows(probabilities, classes, nameof(probabilities));
        _heading = heading;
        _names = classNames is null ? [.. Enumerable.Range(0, classes).Select(c => c.ToString(CultureInfo.InvariantCulture))] : [.. classNames];
        _confusion = new ConfusionMatrix(classes);
        for (int i = 0; i < labels.Length; i++)
            _confusion.Add(labels[i], ReductionKernels.ArgMax(probabilities.Slice(i * classes, classes)));
        _reliability = Reliability.OfTopClass(labels, probabilities, classes);
        _logLoss = ScoringRules.LogLoss(labels, probabilities, classes);
        _brier = ScoringRules.Brier(labels, probabilities, classes);
        if (classes != 2) return;
        var positive = new bool[labels.Length];
        var scores = new float[labels.Length];
        for (int i = 0; i < labels.Length; i++)
            (positive[i], scores[i]) = (labels[i] == 1, probabilities[(2 * i) + 1]);
        _roc = RocCurve.Of(positive, scores);
        _precisionRecall = PrecisionRecallCurve.Of(positive, scores);
    }

    private int Classes => _names.Length;

    private bool HasBothClasses => _confusion.Support(0) > 0 && _confusion.Support(1) > 0;

    public XElement Build(string id) => Html.Section(id, _heading, Figures(), Html.Styled("div", "figures",
        Classes <= MaxNumberedClasses ? MatrixTable() : null,
        Classes is > MaxNumberedClasses and <= MaxDrawnClasses ? MatrixPicture() : null,
        Classes > MaxNumberedClasses ? PairsTable() : null,
        Classes <= MaxNumberedClasses ? ClassTable() : null,
        ReliabilityFigure(), ReliabilityTable(), RocFigure(), PrecisionRecallFigure(),
        Classes > MaxNumberedClasses ? Html.Styled("div", "wide long", ClassTable()) : null));

    private XElement Figures() => Html.Tiles(
        Html.Tile("Accuracy", NumberText.Percent(_confusion.Accuracy), NumberText.Interval(BinomialInterval.Wilson(_confusion.Correct, _confusion.Count))),
        Html.Tile("Examples", NumberText.Count(_confusion.Count), $"{NumberText.Count(_confusion.Correct)} correct"),
        Html.Tile("F1", NumberText.Percent(_confusion.F1(Average.Macro)), "macro: mean of the classes"),
        Html.Tile("Log loss", NumberText.Of(_logLoss), $"Brier score {NumberText.Of(_brier)}"),
        Html.Tile("Calibration error", NumberText.Percent(_reliability.ExpectedCalibrationError), "expected (ECE)"),
        _roc is not null && HasBothClasses ? Html.Tile("ROC area", NumberText.Of(_roc.Area), $"average precision {NumberText.Of(_precisionRecall!.AveragePrecision)}") : null);

    private XElement MatrixTable()
    {
        int longest = _names.Max(name => name.Length);
        bool isTall = longest > 3 && Classes > 3, isWide = (Classes * CellWidth) + (CharacterWidth * Math.Max(longest, 9)) > ColumnWidth;
        return Html.Styled("div", isWide ? "wide" : "cell", Html.Scrolling("Confusion matrix", Html.Styled("table", isTall ? "matrix tall" : "matrix",
            Html.Element("caption", "Confusion matrix"),
            Html.Element("thead", Html.Element("tr",
                Html.Styled("th", "corner", new XAttribute("scope", "col"), "actual \\ predicted"),
                _names.Select(name => Html.Element("th", new XAttribute("scope", "col"), new XAttribute("title", name), Html.Element("span", name))))),
            Html.Element("tbody", Enumerable.Range(0, Classes).Select(MatrixRow)))),
            Html.Styled("p", "note", "Rows are the actual classes, columns the predicted ones. A cell is shaded by its share of its row: right ones blue, on the diagonal, confused ones orange."));
    }

    private XElement MatrixRow(int actual)
    {
        long support = _confusion.Support(actual);
        return Html.Element("tr",
            Html.Element("th", new XAttribute("scope", "row"), new XAttribute("title", _names[actual]), Html.Element("span", _names[actual])),
            Enumerable.Range(0, Classes).Select(predicted =>
            {
                long count = _confusion[actual, predicted];
                if (count == 0) return Html.Styled("td", actual == predicted ? "right none" : "none", "0");
                string share = NumberText.Percent((double)count / support);
                return Html.Styled("td", Shades.Class(actual == predicted, (double)count / support),
                    new XAttribute("title", $"{_names[actual]} predicted as {_names[predicted]}: {NumberText.Count(count)} of {NumberText.Count(support)} ({share})"),
                    NumberText.Count(count));
            }));
    }

    private XElement MatrixPicture()
    {
        const double left = 44, top = 12, side = 420;
        var svg = new SvgPicture(Chart.Width, 486, $"Confusion matrix of {Classes} classes");
        double cell = side / Classes;
        svg.Rectangle(left, top, side, side, "paper");
        var shades = new SortedDictionary<string, List<(double X, double Y)>>(StringComparer.Ordinal);
        for (int actual = 0; actual < Classes; actual++)
        {
            long support = _confusion.Support(actual);
            for (int predicted = 0; predicted < Classes; predicted++)
            {
                long count = _confusion[actual, predicted];
                if (count == 0) continue;
                string shade = Shades.Class(actual == predicted, (double)count / support);
                if (!shades.TryGetValue(shade, out List<(double X, double Y)>? cells))
                    shades.Add(shade, cells = []);
                cells.Add((left + (predicted * cell), top + (actual * cell)));
            }
        }

        foreach ((string shade, List<(double X, double Y)> cells) in shades)
            svg.Squares(cells, cell, cell, shade);
        for (int c = 0; c < Classes; c += Classes > 100 ? 20 : 10)
        {
            svg.Text(left - 6, top + ((c + 0.5) * cell) + 4, NumberText.Count(c), "quiet", "end");
            svg.Text(left + ((c + 0.5) * cell), top + side + 16, NumberText.Count(c), "quiet", "middle");
        }

        svg.Text(left + (side / 2), top + side + 38, "predicted class", "quiet", "middle");
        svg.Text(12, top + (side / 2), "actual class", "quiet", "middle", degrees: -90);
        return Html.Figure("Confusion matrix", svg, $"{Classes} classes by number; a cell is shaded by its share of its row. The table of pairs names those confused most.");
    }

    private XElement PairsTable()
    {
        var pairs = new List<(int Actual, int Predicted, long Count)>();
        for (int actual = 0; actual < Classes; actual++)
        {
            for (int predicted = 0; predicted < Classes; predicted++)
            {
                if (actual != predicted && _confusion[actual, predicted] > 0)
                    pairs.Add((actual, predicted, _confusion[actual, predicted]));
            }
        }

        string caption = pairs.Count > MaxPairs ? $"The {MaxPairs} most confused of {NumberText.Count(pairs.Count)} pairs of classes" : "All confused pairs of classes";
        return Html.Table(caption, ["actual class as predicted", "examples", "of the class"], pairs
            .OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Actual).ThenBy(pair => pair.Predicted).Take(MaxPairs)
            .Select(pair => new[] { $"{_names[pair.Actual]} as {_names[pair.Predicted]}", NumberText.Count(pair.Count), NumberText.Percent((double)pair.Count / _confusion.Support(pair.Actual)) }));
    }

    private XElement ClassTable()
    {
        IEnumerable<int> classes = Enumerable.Range(0, Classes);
        string caption = "Precision, recall and F1 of the classes";
        if (Classes > MaxClassRows)
        {
            classes = classes.OrderBy(_confusion.F1).Take(MaxClassRows);
            caption = $"Precision, recall and F1 of the {MaxClassRows} classes with the lowest F1, of {NumberText.Count(Classes)}";
        }

        return Html.Table(caption, ["class", "precision", "recall", "F1", "support"], classes.Select(Row).Concat(
        [
            ["macro mean", .. Means(Average.Macro)],
            ["weighted mean", .. Means(Average.Weighted)],
        ]), "numbers means");

        string[] Row(int c)
        {
            bool occurs = _confusion.Support(c) > 0, isPredicted = _confusion.Predicted(c) > 0;
            return
            [
                _names[c], isPredicted ? NumberText.Percent(_confusion.Precision(c)) : "-", occurs ? NumberText.Percent(_confusion.Recall(c)) : "-",
                occurs || isPredicted ? NumberText.Percent(_confusion.F1(c)) : "-", NumberText.Count(_confusion.Support(c)),
            ];
        }

        string[] Means(Average average) =>
            [NumberText.Percent(_confusion.Precision(average)), NumberText.Percent(_confusion.Recall(average)), NumberText.Percent(_confusion.F1(average)), NumberText.Count(_confusion.Count)];
    }

    private XElement ReliabilityFigure()
    {
        var chart = new Chart("Reliability diagram: how often predictions of a confidence are right",
            Axis.Linear("confidence, %", 0, 100, 20), Axis.Linear("", 0, 100, 20),
            new Series("calibrated", "quiet-line dashed", [(0, 0), (100, 100)]), new Series("this network, 95 % intervals", "first", []));
        int most = _reliability.Bins.ToArray().Max(bin => bin.Count);
        foreach (ReliabilityBin bin in _reliability.Bins)
        {
            if (bin.Count == 0) continue;
            ConfidenceInterval interval = BinomialInterval.Wilson(bin.Hits, bin.Count);
            (double across, double up) = chart.At(100 * bin.MeanProbability, 100 * bin.Frequency);
            chart.Picture.Line(across, chart.Up(100 * interval.Low), across, chart.Up(100 * interval.High), "first");
            chart.Picture.Circle(across, up, 3 + (4 * Math.Sqrt((double)bin.Count / most)), "spot");
        }

        return Html.Figure("Reliability", chart.Picture,
            $"Predictions that are right, in %, by the probability of the predicted class; larger dots are more examples. Expected calibration error {NumberText.Percent(_reliability.ExpectedCalibrationError)}, largest {NumberText.Percent(_reliability.MaximumCalibrationError)}.");
    }

    private XElement ReliabilityTable() => Html.Table("Examples by confidence", ["confidence", "examples", "mean confidence", "right"], _reliability.Bins.ToArray().Where(bin => bin.Count > 0)
        .Select(bin => new[] { $"{NumberText.Of(100 * bin.Low)} to {NumberText.Of(100 * bin.High)} %", NumberText.Count(bin.Count), NumberText.Percent(bin.MeanProbability), NumberText.Percent(bin.Frequency) }));

    private XElement? RocFigure()
    {
        if (_roc is null) return null;
        if (!HasBothClasses) return OneClass("ROC curve");
        (double X, double Y)[] points = new (double, double)[_roc.Thresholds.Length];
        for (int i = 0; i < points.Length; i++)
            points[i] = (_roc.FalsePositiveRates[i], _roc.TruePositiveRates[i]);
        var chart = new Chart("Receiver operating characteristic", Axis.Linear("false positive rate", 0, 1, 0.2), Axis.Linear("", 0, 1, 0.2),
            new Series("chance", "quiet-line dashed", [(0, 0), (1, 1)]), new Series("this network", "first", Decimation.Apart(points, CurveDistance)));
        return Html.Figure("ROC curve", chart.Picture, $"True positive rate over false positive rate, the positive class being {_names[1]}. Area {NumberText.Of(_roc.Area)}; chance is 0.5.");
    }

    private XElement? PrecisionRecallFigure()
    {
        if (_precisionRecall is null) return null;
        if (!HasBothClasses) return OneClass("Precision-recall curve");
        var points = new List<(double X, double Y)>();
        for (int i = _precisionRecall.Thresholds.Length - 2; i >= 0; i--)
        {
            points.Add((_precisionRecall.Recalls[i + 1], _precisionRecall.Precisions[i])); // steps, as the average precision has them
            points.Add((_precisionRecall.Recalls[i], _precisionRecall.Precisions[i]));
        }

        double chance = (double)_confusion.Support(1) / _confusion.Count;
        var chart = new Chart("Precision over recall", Axis.Linear("recall", 0, 1, 0.2), Axis.Linear("", 0, 1, 0.2),
            new Series("chance", "quiet-line dashed", [(0, chance), (1, chance)]), new Series("this network", "first", Decimation.Apart(points, CurveDistance)));
        return Html.Figure("Precision-recall curve", chart.Picture,
            $"Precision over recall of {_names[1]}. Average precision {NumberText.Of(_precisionRecall.AveragePrecision)}; chance is {NumberText.Of(chance)}.");
    }

    private XElement OneClass(string title) =>
        Html.Styled("div", "missing", Html.Element("h3", title), Html.Element("p", $"There is none: all examples are of one class, {_names[_confusion.Support(0) > 0 ? 0 : 1]}."));
}
