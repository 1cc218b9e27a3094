using System.Text.RegularExpressions;
using Samples;
using SimdNet.Data;
using SimdNet.Training;

namespace Mnist;

/// <summary>MNIST's training and test images as network inputs x = pixel / 255, each file read once.</summary>
internal sealed record MnistData(DataSet Training, DataSet Test)
{
    public const int Side = 28, Pixels = Side * Side, Classes = 10, MaxPixel = 255;

    /// <param name="folder">where the four files are, each plain or gzip</param>
    /// <param name="images">training images to read, the first of the file; the test images are all read</param>
    /// <exception cref="UsageException">a file is missing or damaged, holds something else, or fewer images; the message names it and what was expected</exception>
    public static MnistData Load(string folder, int images)
    {
        try
        {
            return new MnistData(Read(folder, "train", images), Read(folder, "t10k", count: null));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(e.Message, e);
        }
    }

    private static DataSet Read(string folder, string part, int? count)
    {
        string labelsPath = Find(folder, part, "labels", dimensions: 1), imagesPath = Find(folder, part, "images", dimensions: 3);
        int[] labels = ReadLabels(labelsPath);
        using IdxFile images = IdxFile.Open(imagesPath);
        if (images.Type != IdxType.UByte || images.Shape is not [_, Side, Side])
            throw new DataFileException($"{imagesPath}: expected images of {Side} x {Side} bytes, but it holds {images.Type} [{string.Join(" x ", images.Shape)}]");
        if (images.Count != labels.Length)
            throw new DataFileException($"{labelsPath}: {labels.Length} labels, but {Path.GetFileName(imagesPath)} has {images.Count} images");
        int read = count ?? images.Count;
        if (read > images.Count || read == 0)
            throw new DataFileException($"{imagesPath}: expected {int.Max(read, 1)} images or more, but it has {images.Count}");

        var inputs = new float[checked(read * Pixels)];
        images.Read(inputs);
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] /= MaxPixel;
        return DataSet.FromLabels(inputs, Pixels, labels.AsSpan(0, read), Classes);
    }

    private static int[] ReadLabels(string path)
    {
        int[] labels = Idx.ReadIntegers(path, out int[] shape);
        if (shape.Length != 1)
            throw new DataFileException($"{path}: expected labels in 1 dimension, but it holds [{string.Join(" x ", shape)}]");
        int wrong = Array.FindIndex(labels, label => label is < 0 or >= Classes);
        return wrong < 0 ? labels : throw new DataFileException($"{path}: label {wrong} is {labels[wrong]}, but the classes are 0 to {Classes - 1}");
    }

    // train-images-idx3-ubyte or train-images.idx3-ubyte, .gz or not; letters and digits may follow on the part's name, as in train10k. Of several the first in ordinal order: the name without addition, not packed.
    private static string Find(string folder, string part, string what, int dimensions)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"there is no folder '{folder}'; expected one with MNIST's four files");
        var pattern = new Regex($@"^{part}[0-9A-Za-z]*-{what}[-.]idx{dimensions}-ubyte(\.gz)?$", RegexOptions.CultureInvariant);
        return Directory.GetFiles(folder).Where(path => pattern.IsMatch(Path.GetFileName(path))).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new FileNotFoundException($"no {part} {what} in '{folder}'; expected {part}-{what}-idx{dimensions}-ubyte or {part}-{what}.idx{dimensions}-ubyte, with or without .gz");
    }
}
