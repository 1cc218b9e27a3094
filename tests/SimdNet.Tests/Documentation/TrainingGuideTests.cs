using System.Globalization;
using System.Text.RegularExpressions;
using SimdNet.Tests.IO;

namespace SimdNet.Tests.Documentation;

/// <summary>docs/training.md shows the code that is compiled here, and what it prints.</summary>
public class TrainingGuideTests
{
    private static readonly string s_page = File.ReadAllText(Beside("training.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_snippets_print_what_the_page_shows()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        using var folder = new TemporaryFolder();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            TrainingGuide.Run(Beside("breast_cancer.csv"), folder.Path);
            Assert.Equal(["breast-cancer.checkpoint", "breast-cancer.html", "breast-cancer.safetensors", "people.csv"], folder.Files);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        // Trailing blanks and empty lines are not for pages.
        Assert.Equal(Lines(string.Concat(Page.Blocks(s_page, "text"))), Lines(PageConsole.Take()));
    }

    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here()
    {
        string[] snippets = Page.Snippets("TrainingGuide.cs"), blocks = Page.Blocks(s_page, "csharp");

        Assert.All(blocks, block => Assert.Contains(block, snippets));
        Assert.All(snippets, snippet => Assert.Contains(snippet, blocks));
        Assert.Equal(snippets.Length, blocks.Length);
    }

    [Fact]
    public void Figures_in_the_text_stand_in_a_snippet_or_its_output()
    {
        string[] blocks = [.. Page.Blocks(s_page, "csharp"), .. Page.Blocks(s_page, "text")];
        string text = blocks.Aggregate(s_page.Replace("CC BY 4.0", "", StringComparison.Ordinal), (page, block) => page.Replace(block, "", StringComparison.Ordinal));
        string[] figures = FiguresOf(text), printed = FiguresOf(string.Concat(blocks));

        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Contains(figure, printed));
    }

    private static string[] FiguresOf(string text) => [.. Regex.Matches(text, @"\d*\.\d+").Select(match => match.Value)];

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
}
