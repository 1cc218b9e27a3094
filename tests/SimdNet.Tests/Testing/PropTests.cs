using FsCheck.Fluent;

namespace SimdNet.Tests.Testing;

public class PropTests
{
    [Fact]
    public void A_true_property_passes_and_runs_every_case()
    {
        int calls = 0;
        Prop.ForAll(Gens.Length, length => { calls++; Assert.InRange(length, 0, 200); }, cases: 50, seed: 1);
        Assert.Equal(50, calls);
    }

    [Fact]
    public void A_false_property_fails_with_its_counterexample_shrunk_and_its_seed()
    {
        var failure = Assert.Throws<PropertyFailedException>(() => LengthsBelow10(cases: 100, seed: 12345));
        Assert.Contains("SIMDNET_PROPERTY_SEED=12345", failure.Message, StringComparison.Ordinal);
        Assert.InRange(Number(failure.Message, "Counterexample: "), 10, 20); // 20 is the longest length of size 10
        Assert.True(Number(failure.Message, "First found: ") >= Number(failure.Message, "Counterexample: "));
    }

    [Fact]
    public void The_printed_seed_replays_the_same_counterexample_whatever_the_number_of_cases()
    {
        string first = Assert.Throws<PropertyFailedException>(() => LengthsBelow10(cases: 100, seed: 99)).Message;
        string again = Assert.Throws<PropertyFailedException>(() => LengthsBelow10(cases: 1000, seed: (ulong)Number(first, "SIMDNET_PROPERTY_SEED="))).Message;
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_false_property_fails_through_the_public_overloads()
    {
        Assert.Throws<PropertyFailedException>(() => Prop.ForAll(Gen.Choose(1, 9), n => n > 9));
        Assert.Throws<PropertyFailedException>(() => Prop.ForAll(Gen.Choose(1, 9), n => Assert.True(n > 9)));
    }

    [Fact]
    public void The_assertion_that_failed_is_the_inner_exception()
    {
        var failure = Assert.Throws<PropertyFailedException>(() => Prop.ForAll(Gen.Choose(1, 9), n => Assert.Equal(10, n)));
        Assert.IsType<Xunit.Sdk.EqualException>(failure.InnerException);
    }

    [Fact]
    public void A_counterexample_is_what_was_generated_even_if_the_property_overwrote_it()
    {
        var failure = Assert.Throws<PropertyFailedException>(() => Prop.ForAll(Gen.Constant(0).Select(_ => new float[] { 1.5f, -0f }), x =>
        {
            x.AsSpan().Fill(7);
            return false;
        }));
        Assert.Contains("Counterexample: Single[2] { 1.5, -0 }", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_counterexample_stays_inside_the_generators_range()
    {
        var failure = Assert.Throws<PropertyFailedException>(() => Prop.ForAll(Gen.Choose(5, 9), _ => false));
        Assert.InRange(Number(failure.Message, "Counterexample: "), 5, 9);
    }

    [Fact]
    public void Tuples_and_long_arrays_are_written_out_up_to_a_limit()
    {
        Assert.Equal("(3, Int32[0] {  }, \"a\")", Counterexample.Format((3, System.Array.Empty<int>(), "a")));
        Assert.EndsWith("0, ... }", Counterexample.Format(new float[1000]), StringComparison.Ordinal);
    }

    private static void LengthsBelow10(int cases, ulong seed) =>
        Prop.ForAll(Gens.Length, length => Assert.True(length < 10), cases, seed);

    private static long Number(string message, string after)
    {
        string rest = message[(message.IndexOf(after, StringComparison.Ordinal) + after.Length)..];
        return long.Parse(string.Concat(rest.TakeWhile(char.IsAsciiDigit)), System.Globalization.CultureInfo.InvariantCulture);
    }
}
