using SimdNet.Kernels;

namespace Activations;

/// <summary>One picture for each function, and the page that shows them.</summary>
internal static class Gallery
{
    /// <exception cref="UsageException">the folder cannot be written to</exception>
    /// <exception cref="InvalidOperationException">the texts do not cover <see cref="Activation.All"/> exactly</exception>
    public static void Write(string folder)
    {
        IReadOnlyList<ActivationText> texts = ActivationText.ForAll(Activation.All);
        (string pictures, string page) = Prepare(folder);
        foreach (Activation activation in Activation.All)
            ActivationPicture.Save(Path.Combine(pictures, activation.Name + ".svg"), activation);
        IReadOnlyList<ActivationTime> times = ActivationTime.Measure(Activation.All);
        File.WriteAllText(page, GalleryPage.Compose(Path.GetFileName(pictures), Activation.All, texts, times));
        Console.WriteLine($"Wrote {Activation.All.Count} pictures to {pictures}, and {page}");
    }

    /// <summary>Makes the folder, and tries both places before the work rather than after.</summary>
    private static (string Pictures, string Page) Prepare(string path)
    {
        try
        {
            string pictures = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (Path.GetFileName(pictures).Length == 0)
                throw new ArgumentException("a folder with a name is needed, because the page gets it too");
            Directory.CreateDirectory(pictures);
            string page = pictures + ".md";
            File.Open(page, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            File.Create(Path.Combine(pictures, Path.GetRandomFileName()), 1, FileOptions.DeleteOnClose).Dispose();
            return (pictures, page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"cannot write to the output folder '{path}': {e.Message}", e);
        }
    }
}

/// <summary>A wrong value on the command line that only shows once it is used.</summary>
internal sealed class UsageException(string message, Exception inner) : Exception(message, inner);
