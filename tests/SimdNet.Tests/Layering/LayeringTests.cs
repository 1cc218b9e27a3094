using System.Runtime.InteropServices;

namespace SimdNet.Tests.Layering;

public class LayeringTests
{
    private const string FixtureRoot = "SimdNet.Tests.Layering.Fixtures";

    /// <summary>The floors from top to bottom, each with those that it may use</summary>
    private static readonly (string Floor, string[] MayUse)[] House =
    [
        ("Lanes", []),
        ("Buffers", []),
        ("Kernels", ["Lanes", "Buffers"]),
        ("Graphs", ["Buffers"]),
        ("Nn", ["Kernels", "Buffers", "Graphs"]),
        ("Optim", ["Kernels", "Buffers", "Nn"]),
        ("Metrics", ["Kernels"]),
        ("Neurons", ["Lanes", "Buffers", "Kernels"]),
        ("Inference", ["Kernels", "Buffers", "Graphs", "Lanes"]),
        ("Training", ["Nn", "Optim", "Metrics", "Kernels", "Buffers"]),
        ("Data", ["Kernels", "Graphs", "Nn", "Training"]),
        ("IO", ["Kernels", "Graphs", "Nn", "Optim", "Training", "Data"]),
        ("Reports", ["Lanes", "Buffers", "Kernels", "Nn", "Optim", "Metrics", "Training", "IO"]),
        ("Search", ["Buffers", "Kernels", "Training", "Data"]),
    ];

    private static CompiledAssembly Library => new(PathOf("SimdNet"), "SimdNet");

    private static CompiledAssembly Fixtures => new(PathOf("SimdNet.Tests"), FixtureRoot);

    [Fact]
    public void Each_floor_uses_only_those_that_it_may()
    {
        using CompiledAssembly library = Library;
        string[] forbidden = Forbidden(library, House);
        Assert.True(forbidden.Length == 0, string.Join(Environment.NewLine, forbidden));
    }

    [Fact]
    public void Arrows_go_up_only()
    {
        for (int i = 0; i < House.Length; i++)
            Assert.Subset(House[..i].Select(above => above.Floor).ToHashSet(), House[i].MayUse.ToHashSet());
    }

    [Fact]
    public void Every_type_is_on_a_floor()
    {
        using CompiledAssembly library = Library;
        Assert.NotEmpty(library.Types);
        Assert.All(library.Types, type => Assert.Contains(type.Floor, House.Select(row => row.Floor)));
    }

    [Fact]
    public void The_library_depends_on_the_framework_and_Tensors_only()
    {
        string framework = RuntimeEnvironment.GetRuntimeDirectory();
        Assert.SkipUnless(File.Exists(Path.Combine(framework, "System.Runtime.dll")), "The framework is bundled into one file here.");
        using CompiledAssembly library = Library;
        Assert.All(library.References, name =>
            Assert.True(name == "System.Numerics.Tensors" || File.Exists(Path.Combine(framework, name + ".dll")), $"SimdNet.dll references {name}"));
    }

    // The tests of the test: two floors of fixtures, on which each way to use a type occurs.

    [Fact]
    public void Every_way_to_use_a_type_is_found()
    {
        using CompiledAssembly fixtures = Fixtures;
        string below = FixtureRoot + ".Below.";
        string[] expected = [.. fixtures.Types.Select(type => type.Type).Where(name => name.StartsWith(below + "By", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        string[] found = [.. fixtures.Uses().Select(use => use.Type.Split('+')[0]).Distinct().Order(StringComparer.Ordinal)];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, found);
    }

    [Fact]
    public void A_forbidden_use_is_named()
    {
        using CompiledAssembly fixtures = Fixtures;
        Assert.Empty(Forbidden(fixtures, [("Above", []), ("Below", ["Above"])]));
        Assert.Contains(
            $"Below: {FixtureRoot}.Below.ByCall, method M, uses Above: {FixtureRoot}.Above.Thing",
            Forbidden(fixtures, [("Above", []), ("Below", [])]));
    }

    private static string[] Forbidden(CompiledAssembly assembly, (string Floor, string[] MayUse)[] house) =>
    [
        .. from use in assembly.Uses()
           where !house.Any(row => row.Floor == use.Floor && row.MayUse.Contains(use.UsedFloor))
           select use.ToString(),
    ];

    private static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
}
