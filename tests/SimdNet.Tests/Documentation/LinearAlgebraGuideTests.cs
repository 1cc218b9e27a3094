namespace SimdNet.Tests.Documentation;

/// <summary>docs/linear-algebra.md shows the code that is compiled here, and what it prints; its regression is that of other software.</summary>
public class LinearAlgebraGuideTests
{
    private static readonly string s_page = File.ReadAllText(Page.Beside("linear-algebra.md")).ReplaceLineEndings("\n");

    // summary(lm(y ~ x)) of R 4.2.2, columns centred and of unit length
    private static readonly double[] s_coefficients =
    [
        152.133484162895883, -10.009866299810549, -239.815643672423420, 519.845920054460066, 324.384645502323394, -792.175638552229998,
        476.739021005257712, 101.043267938034347, 177.063237671346513, 751.273699557103555, 67.626692183704776,
    ];

    private static readonly double[] s_errors =
    [
        2.575854485118975, 59.749246521493198, 61.222343943465219, 66.533444738550855, 65.421992054915762, 416.679870340628781,
        339.030494821842353, 212.531456722362691, 161.475795200201304, 171.899981923102445, 65.984281907481730,
    ];

    private const double Sigma = 54.15423932805569, RSquared = 0.5177484222203499;

    [Fact]
    public void The_snippets_print_what_the_page_shows() =>
        Page.ShowsWhatIsPrinted(s_page, () => LinearAlgebraGuide.Run(Page.Beside("diabetes.csv")));

    [Fact]
    public void The_page_shows_the_code_that_is_compiled_here() => Page.ShowsSnippetsOf(s_page, "LinearAlgebraGuide.cs");

    [Fact]
    public void Figures_in_the_text_stand_in_a_snippet_or_its_output() => Page.FiguresAreShown(s_page, "R 4.2.2");

    [Fact]
    public void The_regression_is_that_of_R()
    {
        LinearAlgebraGuide.Regression regression = LinearAlgebraGuide.Run(Page.Beside("diabetes.csv"));
        PageConsole.Take();

        // As many roundings as a column's 442 would give 21 u if they were random, times the condition.
        double byCholesky = 21 * Rounding.UnitRoundoffOfDouble * regression.Condition, byQr = 21 * Rounding.UnitRoundoffOfDouble * regression.ConditionOfX;
        double largest = s_coefficients.Max(Math.Abs);
        for (int j = 0; j < s_coefficients.Length; j++)
        {
            Assert.Equal(s_coefficients[j], regression.ByCholesky[j], byCholesky * largest);
            Assert.Equal(s_coefficients[j], regression.ByQr[j], byQr * largest);
            Assert.Equal(s_errors[j], regression.Errors[j], byCholesky * s_errors[j]);
            Assert.Equal(s_errors[j], regression.ErrorsByQr[j], byQr * s_errors[j]);
        }

        Assert.Equal(Sigma, Math.Sqrt(regression.Variance), byCholesky * Sigma);
        Assert.Equal(RSquared, regression.RSquared, byCholesky);
    }
}
