using System.Numerics.Tensors;
using SimdNet.Buffers;
using SimdNet.Kernels;

namespace SimdNet.Nn;

/// <summary>A pass of one of several predictors.</summary>
internal interface IPredictor
{
    void Forward(int pass, ReadOnlySpan<float> x, int batch, Span<float> y, Span<float> cache);
}

/// <summary>
/// Mean and spread of several predictions y[t] of the same rows, t = 0 .. passes - 1. Of each output: mean = mean_t y[t], standard deviation =
/// sqrt(mean_t (y[t] - mean)^2). Of each row of class probabilities: predictive entropy H(mean), mutual information H(mean) - mean_t H(y[t]).
/// </summary>
/// <remarks>Memory for (passes + 2) maxBatch rows of outputs, (passes + 2) maxBatch entropies and the cache, taken once. Not thread-safe.</remarks>
internal sealed class PredictiveStatistics : IDisposable
{
    private readonly Arena _arena;
    private readonly int _passes, _maxBatch, _inFeatures, _outFeatures, _cacheLength;
    private readonly NetworkOutput _output;

    public PredictiveStatistics(int passes, int maxBatch, int inFeatures, int outFeatures, int cacheLength, NetworkOutput output)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBatch);
        if (!Enum.IsDefined(output))
            throw new ArgumentOutOfRangeException(nameof(output), output, "no such kind of output.");
        if (output != NetworkOutput.Values && outFeatures < 2)
            throw new ArgumentException($"{output} of classes need at least 2 outputs, but there is {outFeatures}.", nameof(output));
        (_passes, _maxBatch, _inFeatures, _outFeatures, _cacheLength, _output) = (passes, maxBatch, inFeatures, outFeatures, cacheLength, output);
        int outputs = checked(maxBatch * outFeatures);
        _arena = new Arena(checked(Arena.Padded(passes * outputs) + (2 * Arena.Padded(outputs)) + Arena.Padded(passes * maxBatch) + (2 * Arena.Padded(maxBatch)) + Arena.Padded(cacheLength)));
    }

    /// <summary>The statistics of any number of rows, maxBatch of them at a time.</summary>
    public void Run<TPredictor>(TPredictor predictor, ReadOnlySpan<float> x, Span<float> mean, Span<float> standardDeviation, Span<float> entropy, Span<float> mutualInformation)
        where TPredictor : struct, IPredictor
    {
        int rows = Check(x, mean, standardDeviation, entropy, mutualInformation);
        for (int row = 0; row < rows; row += _maxBatch)
        {
            int batch = int.Min(_maxBatch, rows - row);
            RunBatch(predictor, x.Slice(row * _inFeatures, batch * _inFeatures), batch, Part(mean, row, batch, _outFeatures), Part(standardDeviation, row, batch, _outFeatures), Part(entropy, row, batch, 1), Part(mutualInformation, row, batch, 1));
        }

        GC.KeepAlive(this); // a span does not keep the arena alive
    }

    public void Dispose() => _arena.Dispose();

    private void RunBatch<TPredictor>(TPredictor predictor, ReadOnlySpan<float> x, int batch, Span<float> mean, Span<float> standardDeviation, Span<float> entropy, Span<float> mutualInformation)
        where TPredictor : struct, IPredictor
    {
        int length = batch * _outFeatures;
        _arena.Reset();
        Span<float> cache = _arena.Take(_cacheLength), predictions = _arena.Take(_passes * length), means = _arena.Take(length), variances = _arena.Take(length);
        for (int pass = 0; pass < _passes; pass++)
            predictor.Forward(pass, x, batch, predictions.Slice(pass * length, length), cache);
        if (_output == NetworkOutput.Logits)
            RowKernels.Softmax(predictions, _outFeatures, predictions);
        RowKernels.BatchNormStatistics(predictions, length, means, variances);
        means.CopyTo(mean);
        if (!standardDeviation.IsEmpty)
            TensorPrimitives.Sqrt(variances, standardDeviation);
        if (_output != NetworkOutput.Values)
            Entropies(predictions, means, batch, entropy, mutualInformation);
    }

    private void Entropies(ReadOnlySpan<float> predictions, ReadOnlySpan<float> means, int batch, Span<float> entropy, Span<float> mutualInformation)
    {
        Span<float> predictive = _arena.Take(batch), expected = _arena.Take(batch), ofPasses = _arena.Take(_passes * batch);
        RowKernels.Entropy(means, _outFeatures, predictive);
        if (!entropy.IsEmpty)
            predictive.CopyTo(entropy);
        if (mutualInformation.IsEmpty)
            return;
        RowKernels.Entropy(predictions, _outFeatures, ofPasses);
        expected.Clear();
        for (int pass = 0; pass < _passes; pass++)
            TensorPrimitives.Add(expected, ofPasses.Slice(pass * batch, batch), expected);
        TensorPrimitives.Divide(expected, _passes, expected);
        TensorPrimitives.Subtract(predictive, expected, mutualInformation);
        TensorPrimitives.Max(mutualInformation, 0f, mutualInformation); // below 0 by rounding only
    }

    private int Check(ReadOnlySpan<float> x, Span<float> mean, Span<float> standardDeviation, Span<float> entropy, Span<float> mutualInformation)
    {
        int rows = Guard.Rows(x.Length, _inFeatures);
        CheckResult(x, mean, checked(rows * _outFeatures), nameof(mean), "rows x outFeatures");
        if (!standardDeviation.IsEmpty)
            CheckResult(x, standardDeviation, rows * _outFeatures, nameof(standardDeviation), "rows x outFeatures");
        CheckEntropy(x, entropy, rows, nameof(entropy));
        CheckEntropy(x, mutualInformation, rows, nameof(mutualInformation));
        Guard.Disjoint<float>(mean, standardDeviation);
        Guard.Disjoint<float>(mean, entropy);
        Guard.Disjoint<float>(mean, mutualInformation);
        Guard.Disjoint<float>(standardDeviation, entropy);
        Guard.Disjoint<float>(standardDeviation, mutualInformation);
        Guard.Disjoint<float>(entropy, mutualInformation);
        return rows;
    }

    private void CheckEntropy(ReadOnlySpan<float> x, Span<float> result, int rows, string name)
    {
        if (result.IsEmpty)
            return;
        if (_output == NetworkOutput.Values)
            Guard.Throw($"{name} is of class probabilities, but the outputs are {NetworkOutput.Values}: give an empty span, or construct with {NetworkOutput.Logits} or {NetworkOutput.Probabilities}.", name);
        CheckResult(x, result, rows, name, nameof(rows));
    }

    private static void CheckResult(ReadOnlySpan<float> x, Span<float> result, int expected, string name, string expectedName)
    {
        Guard.SameLength(result.Length, expected, name, expectedName);
        Guard.Disjoint(x, result, nameof(x), name);
    }

    private static Span<float> Part(Span<float> rows, int row, int batch, int columns) => rows.IsEmpty ? rows : rows.Slice(row * columns, batch * columns);
}
