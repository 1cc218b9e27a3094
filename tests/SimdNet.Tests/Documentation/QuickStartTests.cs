using System.Runtime.CompilerServices;

namespace SimdNet.Tests.Documentation;

/// <summary>README's quick start is the code that is compiled here, and it does what it says.</summary>
public class QuickStartTests
{
    [Fact]
    public void The_quick_start_learns_exclusive_or()
    {
        Assert.Equal(1, QuickStart.Run());
        File.Delete("xor.safetensors");
    }

    [Fact]
    public void The_readme_shows_the_code_that_is_compiled_here()
    {
        string folder = Path.GetDirectoryName(ThisFile())!;
        Assert.SkipUnless(Directory.Exists(folder), "the sources are not on this machine");
        string readme = File.ReadAllText(Path.Combine(folder, "..", "..", "..", "README.md"));
        string[] source = File.ReadAllLines(Path.Combine(folder, "QuickStart.cs"));
        IEnumerable<string> snippet = source
            .SkipWhile(line => line.Trim() != "// README").Skip(1)
            .TakeWhile(line => line.Trim() != "// end")
            .Select(line => line.Length == 0 ? line : line[8..]);
        Assert.Contains($"```csharp\n{string.Join("\n", snippet)}\n```", readme);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
