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
    public void The_readme_shows_the_code_that_is_compiled_here() =>
        Assert.Equal(Page.Snippets("QuickStart.cs"), Page.Blocks(Page.Read("README.md"), "csharp"));
}
