using SimdNet.Tests.IO;

namespace SimdNet.Tests.Documentation;

/// <summary>docs/training.md shows the code that is compiled here, and what it prints.</summary>
public class TrainingGuideTests
{
    private static readonly string s_page = File.ReadAllText(Page.Beside("training.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_snippets_print_what_the_page_shows()
    {
        using var folder = new TemporaryFolder();
        Page.ShowsWhatIsPrinted(s_page, () => TrainingGuide.Run(Page.Beside("breast_cancer.csv"), folder.Path));
        Assert.Equal(["breast-cancer.checkpoint", "breast-cancer.html", "breast-cancer.safetensors", "people.csv"], folder.Files);
    }

    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here() => Page.ShowsSnippetsOf(s_page, "TrainingGuide.cs");

    [Fact]
    public void Figures_in_the_text_stand_in_a_snippet_or_its_output() => Page.FiguresAreShown(s_page, "CC BY 4.0");
}
