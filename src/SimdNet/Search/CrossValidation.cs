using System.Runtime.ExceptionServices;
using SimdNet.Buffers;
using SimdNet.Data;
using SimdNet.Training;

namespace SimdNet.Search;

/// <summary>Scores on rows that were not trained on: each fold's test rows by what was trained on all others.</summary>
/// <remarks>
/// The scores are the same for any number of threads, if a fold's score depends on its data and number only. Standardisation and whatever else is fitted belongs inside, to the training rows.
/// Inside a search, give the pool to one of the two: folds of a trial that runs on the same pool are done one after the other, with the same scores.
/// </remarks>
public static class CrossValidation
{
    private const string Unnamed = "score";

    /// <summary>One score for each of a number of folds, stratified if the data has labels.</summary>
    /// <param name="data">as many rows as folds, or more</param>
    /// <param name="folds">2 to the number of rows</param>
    /// <param name="score">gets training rows, validation rows and the fold, counted from 0; called by several threads at once, if there is a pool</param>
    /// <param name="seed">which folds</param>
    /// <param name="pool">threads to share the folds among; null: the caller's alone</param>
    /// <param name="cancellationToken">ends it between two folds</param>
    /// <exception cref="ArgumentOutOfRangeException">there are fewer than 2 folds or more than rows</exception>
    /// <exception cref="OperationCanceledException">it was cancelled before all folds had begun</exception>
    /// <remarks>What a fold throws is thrown here, of several the lowest fold's; higher ones not begun by then are left out.</remarks>
    public static FoldScores Run(
        DataSet data, int folds, Func<DataSet, DataSet, int, double> score, ulong seed = 0, WorkerPool? pool = null, CancellationToken cancellationToken = default) =>
        Run(data, Divide(data, folds, seed), score, pool, cancellationToken);

    /// <summary>One score for each of the folds.</summary>
    /// <param name="data">has the rows that the folds name</param>
    /// <param name="folds">one or more; <see cref="Splits"/> makes them</param>
    /// <param name="score">gets training rows, validation rows and the fold, counted from 0; called by several threads at once, if there is a pool</param>
    /// <param name="pool">threads to share the folds among; null: the caller's alone</param>
    /// <param name="cancellationToken">ends it between two folds</param>
    /// <exception cref="ArgumentException">there is no fold, or one has no row to train on or none to test on</exception>
    /// <exception cref="ArgumentOutOfRangeException">a fold names a row that the data does not have</exception>
    /// <exception cref="OperationCanceledException">it was cancelled before all folds had begun</exception>
    /// <remarks>What a fold throws is thrown here, of several the lowest fold's; higher ones not begun by then are left out.</remarks>
    public static FoldScores Run(
        DataSet data, IReadOnlyList<Fold> folds, Func<DataSet, DataSet, int, double> score, WorkerPool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(score);
        return Run(data, folds, [Unnamed], (training, validation, fold) => [score(training, validation, fold)], pool, cancellationToken)[0];
    }

    /// <summary>Several scores for each of a number of folds, stratified if the data has labels.</summary>
    /// <param name="data">as many rows as folds, or more</param>
    /// <param name="folds">2 to the number of rows</param>
    /// <param name="names">what the scores are called</param>
    /// <param name="scores">gets training rows, validation rows and the fold, counted from 0, and returns one score for each name; called by several threads at once, if there is a pool</param>
    /// <param name="seed">which folds</param>
    /// <param name="pool">threads to share the folds among; null: the caller's alone</param>
    /// <param name="cancellationToken">ends it between two folds</param>
    /// <returns>for each name its scores</returns>
    /// <exception cref="ArgumentException">there is no name</exception>
    /// <exception cref="ArgumentOutOfRangeException">there are fewer than 2 folds or more than rows</exception>
    /// <exception cref="InvalidOperationException">a fold has not returned one score for each name; the message has both numbers</exception>
    /// <exception cref="OperationCanceledException">it was cancelled before all folds had begun</exception>
    /// <remarks>What a fold throws is thrown here, of several the lowest fold's; higher ones not begun by then are left out.</remarks>
    public static IReadOnlyList<FoldScores> Run(
        DataSet data, int folds, IReadOnlyList<string> names, Func<DataSet, DataSet, int, double[]> scores, ulong seed = 0, WorkerPool? pool = null,
        CancellationToken cancellationToken = default) =>
        Run(data, Divide(data, folds, seed), names, scores, pool, cancellationToken);

    /// <summary>Several scores for each of the folds.</summary>
    /// <param name="data">has the rows that the folds name</param>
    /// <param name="folds">one or more; <see cref="Splits"/> makes them</param>
    /// <param name="names">what the scores are called</param>
    /// <param name="scores">gets training rows, validation rows and the fold, counted from 0, and returns one score for each name; called by several threads at once, if there is a pool</param>
    /// <param name="pool">threads to share the folds among; null: the caller's alone</param>
    /// <param name="cancellationToken">ends it between two folds</param>
    /// <returns>for each name its scores</returns>
    /// <exception cref="ArgumentException">there is no fold or no name, or a fold has no row to train on or none to test on</exception>
    /// <exception cref="ArgumentOutOfRangeException">a fold names a row that the data does not have</exception>
    /// <exception cref="InvalidOperationException">a fold has not returned one score for each name; the message has both numbers</exception>
    /// <exception cref="OperationCanceledException">it was cancelled before all folds had begun</exception>
    /// <remarks>What a fold throws is thrown here, of several the lowest fold's; higher ones not begun by then are left out.</remarks>
    public static IReadOnlyList<FoldScores> Run(
        DataSet data, IReadOnlyList<Fold> folds, IReadOnlyList<string> names, Func<DataSet, DataSet, int, double[]> scores, WorkerPool? pool = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(scores);
        if (folds.Count == 0)
            throw new ArgumentException("there is no fold.", nameof(folds));
        if (names.Count == 0)
            throw new ArgumentException("there is no name of a score.", nameof(names));

        var ofFolds = new double[folds.Count][];
        var failures = new ExceptionDispatchInfo?[folds.Count];
        int firstFailure = int.MaxValue;
        PoolLoop.Run(pool, folds.Count, fold =>
        {
            if (fold > Volatile.Read(ref firstFailure))
                return;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                ofFolds[fold] = ScoreFold(data, folds[fold], fold, names, scores);
            }
#pragma warning disable CA1031 // thrown again below
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failures[fold] = ExceptionDispatchInfo.Capture(exception);
                LowerTo(ref firstFailure, fold);
            }
        });
        Array.Find(failures, failure => failure is not null)?.Throw();
        return [.. names.Select((name, i) => new FoldScores(name, [.. ofFolds.Select(ofFold => ofFold[i])]))];
    }

    private static double[] ScoreFold(DataSet data, Fold fold, int number, IReadOnlyList<string> names, Func<DataSet, DataSet, int, double[]> scores)
    {
        double[] ofFold = scores(data.Select(fold.Training.Span), data.Select(fold.Test.Span), number);
        if (ofFold.Length != names.Count)
            throw new InvalidOperationException($"fold {number} has {ofFold.Length} scores; expected {names.Count}: {string.Join(", ", names)}.");
        return ofFold;
    }

    private static Fold[] Divide(DataSet data, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Classes > 0 ? Splits.StratifiedKFold(data.Labels, folds, seed) : Splits.KFold(data.Count, folds, seed);
    }

    private static void LowerTo(ref int least, int value)
    {
        int current;
        while (value < (current = Volatile.Read(ref least)) && Interlocked.CompareExchange(ref least, value, current) != current)
        {
        }
    }
}
