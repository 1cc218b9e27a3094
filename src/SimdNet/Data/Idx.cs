using SimdNet.Training;

namespace SimdNet.Data;

/// <summary>Whole IDX files, plain or gzip: MNIST's format.</summary>
public static class Idx
{
    // A gzip file's claim is believed only as far as content arrives: memory grows in steps, each at most doubling it.
    private const int FirstStep = 1 << 16;

    /// <summary>All elements of a file as floats, row-major.</summary>
    /// <param name="path">plain or gzip, by its first bytes</param>
    /// <param name="shape">the dimensions, the slowest first</param>
    /// <param name="maxElements">more are refused before they are read</param>
    /// <remarks>Memory: at most twice what the content needs as floats.</remarks>
    /// <exception cref="DataFileException">a damaged file (see <see cref="IdxFile"/>), or more elements than allowed; the message has both numbers</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static float[] ReadFloats(string path, out int[] shape, int maxElements = int.MaxValue)
    {
        using IdxFile file = IdxFile.Open(path);
        shape = [.. file.Shape];
        return ReadAll<float>(file, file.Read, maxElements);
    }

    /// <summary>All elements of a file of whole numbers.</summary>
    /// <param name="path">plain or gzip, by its first bytes</param>
    /// <param name="shape">the dimensions, the slowest first</param>
    /// <param name="maxElements">more are refused before they are read</param>
    /// <remarks>Memory: at most twice what the content needs as integers.</remarks>
    /// <exception cref="DataFileException">a damaged file (see <see cref="IdxFile"/>), floats, or more elements than allowed</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static int[] ReadIntegers(string path, out int[] shape, int maxElements = int.MaxValue)
    {
        using IdxFile file = IdxFile.Open(path);
        CheckIntegers(file);
        shape = [.. file.Shape];
        return ReadAll<int>(file, file.Read, maxElements);
    }

    /// <summary>Images and their labels as a data set: input = element / divisor.</summary>
    /// <param name="imagesPath">items of any dimensions, each a row of inputs</param>
    /// <param name="labelsPath">one dimension, whole numbers</param>
    /// <param name="classes">labels are 0 to classes - 1</param>
    /// <param name="divisor">1: elements as they are; 255: bytes become numbers from 0 to 1</param>
    /// <exception cref="DataFileException">a damaged file, other numbers of images and labels, a label that is not a class; the message has the numbers</exception>
    /// <exception cref="ArgumentOutOfRangeException">classes is not positive, or the divisor is 0 or not finite</exception>
    /// <exception cref="FileNotFoundException">there is no such file</exception>
    public static DataSet ReadDataSet(string imagesPath, string labelsPath, int classes, float divisor = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        CheckDivisor(divisor);
        using IdxFile images = IdxFile.Open(imagesPath), labels = IdxFile.Open(labelsPath);
        CheckPair(images, labels);
        int[] y = ReadAll<int>(labels, labels.Read, int.MaxValue);
        CheckLabels(labels, y, classes, firstItem: 0);
        float[] x = ReadAll<float>(images, images.Read, int.MaxValue);
        Scale(images, x, divisor, firstItem: 0);
        return DataSet.FromLabels(x, images.ItemLength, y, classes);
    }

    internal static void CheckDivisor(float divisor)
    {
        if (divisor == 0 || !float.IsFinite(divisor))
            throw new ArgumentOutOfRangeException(nameof(divisor), divisor, "the divisor is a finite number, not 0.");
    }

    internal static void CheckPair(IdxFile images, IdxFile labels)
    {
        CheckIntegers(labels);
        if (labels.Shape.Length != 1)
            throw labels.Damaged($"labels have 1 dimension, but the file has {labels.Shape.Length}");
        if (images.Count == 0 || images.ItemLength == 0)
            throw images.Damaged($"[{string.Join(" x ", images.Shape)}] holds no elements");
        if (images.Count != labels.Count)
            throw labels.Damaged($"there are {images.Count} images, but {labels.Count} labels");
    }

    internal static void CheckLabels(IdxFile file, ReadOnlySpan<int> labels, int classes, int firstItem)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
                throw file.Damaged($"label {firstItem + i} is {labels[i]}, but the classes are 0 to {classes - 1}");
        }
    }

    internal static void Scale(IdxFile file, Span<float> x, float divisor, int firstItem)
    {
        for (int i = 0; i < x.Length; i++)
        {
            float y = x[i] / divisor;
            if (!float.IsFinite(y))
                throw file.Damaged($"element {i % file.ItemLength} of item {firstItem + (i / file.ItemLength)} is {x[i]}, which divided by {divisor} is no finite number");
            x[i] = y;
        }
    }

    private static void CheckIntegers(IdxFile file)
    {
        if (file.Type is IdxType.Float or IdxType.Double)
            throw file.Damaged($"expected whole numbers, but the elements are of type {file.Type}");
    }

    private static T[] ReadAll<T>(IdxFile file, Reader<T> read, int maxElements)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxElements);
        long limit = long.Min(maxElements, Array.MaxLength);
        if (file.Remaining > limit)
            throw file.Damaged($"[{string.Join(" x ", file.Shape)}] are {file.Remaining} elements, but at most {limit} are allowed");
        var elements = new T[long.Min(file.Remaining, FirstStep)];
        int length = 0;
        while (true)
        {
            read(elements.AsSpan(length));
            length = elements.Length;
            if (file.Remaining == 0)
                return elements;
            Array.Resize(ref elements, (int)long.Min(length + file.Remaining, 2L * length));
        }
    }

    private delegate void Reader<T>(Span<T> destination);
}
