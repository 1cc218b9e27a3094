namespace SimdNet.IO;

/// <summary>Replaces a file in one step: a reader, or a crash, sees the old file or the new one, both whole</summary>
public static class AtomicFile
{
    // The stream's own buffer: headers and small tensors arrive in small pieces.
    private const int BufferSize = 1 << 16;

    /// <summary>Writes a new file beside <paramref name="path"/>, flushes it to the disk, and renames it over <paramref name="path"/></summary>
    /// <param name="path">absolute or relative; its folder must exist. A symbolic link is replaced, not followed</param>
    /// <param name="write">gets the empty stream and writes the content; it need not flush</param>
    /// <remarks>
    /// If anything fails, <paramref name="write"/> included, the new file is deleted and what was at <paramref name="path"/> is left as it was.
    /// On Unix the new file gets the permissions of the one it replaces. The folder itself is not flushed:
    /// after a power failure the name may still lead to the old file, whole.
    /// </remarks>
    /// <exception cref="ArgumentException">the path is empty or names a folder</exception>
    /// <exception cref="DirectoryNotFoundException">the folder does not exist; the message names it</exception>
    /// <exception cref="IOException">the disk refused, or <paramref name="path"/> is a folder</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = FolderOf(target, path);
        // Not derived from the target's name, which may already be as long as the file system allows.
        string temporary = Path.Combine(folder, $".simdnet-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, OptionsFor(target)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static string FolderOf(string target, string path)
    {
        string? folder = Path.GetDirectoryName(target);
        if (folder is null || Path.GetFileName(target).Length == 0)
            throw new ArgumentException($"'{path}' names a folder, not a file", nameof(path));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"cannot write '{path}': the folder '{folder}' does not exist");
        return folder;
    }

    private static FileStreamOptions OptionsFor(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            options.UnixCreateMode = File.GetUnixFileMode(target);
        return options;
    }

    // The failure that led here matters more than a temporary file that cannot be deleted.
    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
