using SimdNet.Tests.Data;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Samples.Mnist;

/// <summary>A folder with four small files in MNIST's format: class c is a white row c of pixels in noise</summary>
internal sealed class MnistFolder : IDisposable
{
    public const int TrainingImages = 60, TestImages = 20, Side = 28, Classes = 10;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The training part with, the test part without .gz</summary>
    /// <param name="separator">before idx: - or .</param>
    /// <param name="addition">behind train</param>
    public MnistFolder(char separator = '-', string addition = "")
    {
        TrainingImagesPath = Write($"train{addition}-images{separator}idx3-ubyte.gz", IdxBytes.Gzip(Images(TrainingImages)));
        TrainingLabelsPath = Write($"train{addition}-labels{separator}idx1-ubyte.gz", IdxBytes.Gzip(Labels(TrainingImages)));
        Write($"t10k-images{separator}idx3-ubyte", Images(TestImages));
        Write($"t10k-labels{separator}idx1-ubyte", Labels(TestImages));
    }

    public string Path => _folder.Path;

    public string TrainingImagesPath { get; }

    public string TrainingLabelsPath { get; }

    public string File(string name) => _folder.File(name);

    public static byte[] Images(int count)
    {
        var pixels = new byte[count * Side * Side];
        new Random(count).NextBytes(pixels);
        for (int i = 0; i < count; i++)
            pixels.AsSpan(((i * Side) + (i % Classes)) * Side, Side).Fill(byte.MaxValue);
        return IdxBytes.Of(8, [count, Side, Side], pixels);
    }

    public static byte[] Labels(int count) => IdxBytes.Of(8, [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % Classes))]);

    public string Write(string name, byte[] content) => _folder.Write(name, content);

    public void Dispose() => _folder.Dispose();
}
