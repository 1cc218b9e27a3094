namespace SimdNet.Tests.Documentation;

/// <summary>docs/neurons.md shows the code that is compiled here, and what it prints.</summary>
public class NeuronsGuideTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "neurons.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_snippet_prints_what_the_page_shows()
    {
        string text = "";
        NeuronsGuide.Run(line => text += line + "\n");
        Assert.Equal(Assert.Single(Page.Blocks(s_page, "text")), text);
    }

    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here() =>
        Assert.Equal(Assert.Single(Page.Snippets("NeuronsGuide.cs")), Assert.Single(Page.Blocks(s_page, "csharp")).Replace("Console.WriteLine(", "print(", StringComparison.Ordinal));
}
