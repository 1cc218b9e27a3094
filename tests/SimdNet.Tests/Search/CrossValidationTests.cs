#pragma warning disable xUnit1051 // these calls end without help

using SimdNet.Buffers;
using SimdNet.Data;
using SimdNet.Search;
using SimdNet.Tests.Training;
using SimdNet.Training;

namespace SimdNet.Tests.Search;

public class CrossValidationTests
{
    [Fact]
    public void Mean_deviation_and_error_of_the_folds()
    {
        double[] scores = [1, 2, 3, 6];
        FoldScores result = CrossValidation.Run(Cases.Valued(8), 4, (_, _, fold) => scores[fold]);
        Assert.Equal(scores, result.PerFold);
        Assert.Equal((3, Math.Sqrt(14 / 3.0), Math.Sqrt(14 / 3.0) / 2), (result.Mean, result.StandardDeviation, result.StandardError));
        Assert.Equal("score: 3 +- 1.1 (standard error, 4 folds)", result.ToString());
        Assert.True(double.IsNaN(CrossValidation.Run(Cases.Valued(8), [new Fold(new[] { 0 }, new[] { 1 })], (_, _, _) => 1).StandardDeviation));
    }

    [Fact]
    public void Folds_are_those_of_Splits_stratified_for_labels()
    {
        DataSet labelled = Cases.Labelled(31), valued = Cases.Valued(31);
        AssertFolds(labelled, Splits.StratifiedKFold(labelled.Labels, 5, seed: 8));
        AssertFolds(valued, Splits.KFold(31, 5, seed: 8));

        static void AssertFolds(DataSet data, Fold[] folds) => CrossValidation.Run(data, 5, (training, validation, fold) =>
        {
            Assert.Equal(data.Select(folds[fold].Training.Span).Inputs, training.Inputs);
            Assert.Equal(data.Select(folds[fold].Test.Span).Inputs, validation.Inputs);
            return 0;
        }, seed: 8);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void The_scores_do_not_depend_on_the_number_of_threads(int threads)
    {
        using var pool = new WorkerPool(threads);
        DataSet data = Cases.Labelled(50);
        IReadOnlyList<FoldScores> expected = Run(null), actual = Run(pool);
        Assert.Equal(["sum", "rows"], actual.Select(scores => scores.Name));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(expected[i].PerFold, actual[i].PerFold);
            Assert.Equal((expected[i].Mean, expected[i].StandardDeviation), (actual[i].Mean, actual[i].StandardDeviation));
        }

        IReadOnlyList<FoldScores> Run(WorkerPool? shared) => CrossValidation.Run(data, 7, ["sum", "rows"], (training, validation, fold) =>
        {
            Thread.SpinWait((7 - fold) * 10_000);
            double sum = 0;
            foreach (float x in validation.Inputs)
                sum += x;
            return [sum, training.Count];
        }, seed: 3, shared);
    }

    [Theory, InlineData(1), InlineData(4)]
    public void What_the_lowest_fold_throws_is_thrown(int threads)
    {
        using var pool = new WorkerPool(threads);
        var failed = Assert.Throws<InvalidDataException>(() => CrossValidation.Run(Cases.Valued(8), 8, (_, _, fold) =>
        {
            if (fold == 2)
                Thread.Sleep(50);
            return fold >= 2 ? throw new InvalidDataException($"fold {fold}") : 0;
        }, pool: pool));
        Assert.Equal("fold 2", failed.Message);
    }

    [Fact]
    public void Cancelled_between_two_folds()
    {
        using var source = new CancellationTokenSource();
        var begun = new List<int>();
        Assert.Throws<OperationCanceledException>(() => CrossValidation.Run(Cases.Valued(8), 4, (_, _, fold) =>
        {
            begun.Add(fold);
            if (fold == 1)
                source.Cancel();
            return 0;
        }, cancellationToken: source.Token));
        Assert.Equal([0, 1], begun);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        DataSet data = Cases.Valued(8);
        Refused.With("there is no fold.", "folds", () => CrossValidation.Run(data, [], (_, _, _) => 0));
        Refused.With("there is no name of a score.", "names", () => CrossValidation.Run(data, 2, [], (_, _, _) => []));
        Assert.Throws<ArgumentOutOfRangeException>("folds", () => CrossValidation.Run(data, 9, (_, _, _) => 0));
        Assert.Throws<ArgumentException>("rows", () => CrossValidation.Run(data, [new Fold(new[] { 0 }, default)], (_, _, _) => 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossValidation.Run(data, [new Fold(new[] { 0 }, new[] { 8 })], (_, _, _) => 0));
        Assert.Equal(
            "fold 0 has 1 scores; expected 2: loss, accuracy.",
            Assert.Throws<InvalidOperationException>(() => CrossValidation.Run(data, 2, ["loss", "accuracy"], (_, _, _) => [0])).Message);
    }
}
