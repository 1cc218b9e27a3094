namespace Samples;

/// <summary>Where a sample writes its files.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder, and tries it before the work rather than after.</summary>
    /// <returns>its full path</returns>
    /// <exception cref="UsageException">it cannot be made, or not be written to</exception>
    public static string Prepare(string path)
    {
        try
        {
            string folder = Directory.CreateDirectory(path).FullName;
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"cannot write to the output folder '{path}': {e.Message}", e);
        }
    }
}

/// <summary>A wrong value on the command line that only shows once it is used.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
