namespace SimdNet.Data;

/// <summary>Images and labels streamed from IDX files: input = element / divisor.</summary>
/// <remarks>Next allocates nothing.</remarks>
public sealed class IdxSource : StreamingSource
{
    private readonly IdxFile _images, _labels;
    private readonly int _classes;
    private readonly float _divisor;
    private int _next;

    private IdxSource(IdxFile images, IdxFile labels, int classes, float divisor, int window, ulong seed)
        : base(images.ItemLength, classes, outputs: 0, window, seed) => (_images, _labels, _classes, _divisor) = (images, labels, classes, divisor);

    /// <inheritdoc/>
    public override int? Count => _images.Count;

    /// <summary>Opens the files and checks their headers.</summary>
    /// <param name="imagesPath">items of any dimensions, each a row of inputs</param>
    /// <param name="labelsPath">one dimension, whole numbers</param>
    /// <param name="classes">labels are 0 to classes - 1</param>
    /// <param name="divisor">1: elements as they are; 255: bytes become numbers from 0 to 1</param>
    /// <param name="window">samples in memory at once</param>
    /// <param name="seed">what the orders depend on</param>
    /// <exception cref="DataFileException">a damaged header, or other numbers of images and labels</exception>
    /// <exception cref="ArgumentOutOfRangeException">classes or window is not positive, or the divisor is 0 or not finite</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static IdxSource Open(string imagesPath, string labelsPath, int classes, float divisor = 1, int window = 4096, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        Idx.CheckDivisor(divisor);
        IdxFile? images = null, labels = null;
        try
        {
            images = IdxFile.Open(imagesPath);
            labels = IdxFile.Open(labelsPath);
            Idx.CheckPair(images, labels);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);
            return new IdxSource(images, labels, classes, divisor, int.Min(window, images.Count), seed);
        }
        catch
        {
            images?.Dispose();
            labels?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _images.Dispose();
        _labels.Dispose();
    }

    private protected override void Restart()
    {
        _images.Reset();
        _labels.Reset();
        _next = 0;
    }

    private protected override bool TryRead(Span<float> inputs, out int label, Span<float> values)
    {
        label = 0;
        if (_next == _images.Count)
            return false;
        _images.Read(inputs);
        Idx.Scale(_images, inputs, _divisor, _next);
        _labels.Read(new Span<int>(ref label));
        Idx.CheckLabels(_labels, new ReadOnlySpan<int>(in label), _classes, _next);
        _next++;
        return true;
    }
}
