using SimdNet.IO;

namespace SimdNet.Tests.IO;

public class AtomicFileTests
{
    [Fact]
    public void A_new_file_holds_what_was_written_and_nothing_else_is_left()
    {
        using var folder = new TemporaryFolder();

        AtomicFile.Write(folder.File("new"), stream => stream.Write([1, 2, 3]));

        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("new")));
        Assert.Equal(["new"], folder.Files);
    }

    [Fact]
    public void A_shorter_file_replaces_a_longer_one_whole()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("target", [1, 2, 3, 4]);

        AtomicFile.Write(path, stream => stream.WriteByte(9));

        Assert.Equal([9], File.ReadAllBytes(path));
        Assert.Equal(["target"], folder.Files);
    }

    [Fact]
    public void The_old_file_is_whole_until_the_new_one_is()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("target", [1, 2, 3]);

        AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 17]);
            stream.Flush();
            Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        });

        Assert.Equal(1 << 17, new FileInfo(path).Length);
    }

    [Fact]
    public void A_failure_halfway_keeps_the_old_file_and_leaves_no_temporary_one()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("target", [1, 2, 3]);

        var failure = Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1 << 17]);
            throw new InvalidOperationException("halfway");
        }));

        Assert.Equal("halfway", failure.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal(["target"], folder.Files);
    }

    [Fact]
    public void A_writer_that_closes_the_stream_is_refused_because_nothing_was_flushed()
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<ObjectDisposedException>(() => AtomicFile.Write(folder.File("new"), stream => stream.Dispose()));

        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_file_stays()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("target"));

        // Unix refuses the rename as an input-output error, Windows as a denied access.
        Exception? refusal = Record.Exception(() => AtomicFile.Write(folder.File("target"), stream => stream.WriteByte(1)));

        Assert.True(refusal is IOException or UnauthorizedAccessException, $"{refusal}");
        Assert.True(Directory.Exists(folder.File("target")));
        Assert.Equal(["target"], folder.Files);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<DirectoryNotFoundException>(
            () => AtomicFile.Write(Path.Combine(folder.File("missing"), "file"), _ => Assert.Fail("must not be called")));

        Assert.Contains($"'{folder.File("missing")}'", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("folder/")]
    public void A_path_without_a_file_name_is_refused(string path)
        => Assert.Throws<ArgumentException>(() => AtomicFile.Write(path, _ => Assert.Fail("must not be called")));

    [Fact]
    public void A_relative_path_starts_at_the_current_folder()
    {
        string name = $"atomic-{Guid.NewGuid():N}";
        try
        {
            AtomicFile.Write(name, stream => stream.WriteByte(5));
            Assert.Equal([5], File.ReadAllBytes(Path.Combine(Directory.GetCurrentDirectory(), name)));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void A_name_as_long_as_the_file_system_allows_can_be_written()
    {
        using var folder = new TemporaryFolder();
        // NAME_MAX is 255 on Linux, macOS and NTFS alike.
        string path = folder.File(new string('n', 255));

        AtomicFile.Write(path, stream => stream.WriteByte(1));

        Assert.Equal([1], File.ReadAllBytes(path));
    }

    [Fact]
    public void Permissions_of_the_replaced_file_are_kept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no permission bits");
        using var folder = new TemporaryFolder();
        string path = folder.Write("secret", [1]);
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, OwnerOnly);

        AtomicFile.Write(path, stream => stream.WriteByte(2));

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(path));
    }
}
