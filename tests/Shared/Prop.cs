using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using TestResult = FsCheck.TestResult;

namespace SimdNet.Testing;

/// <summary>Runs a property inside a [Fact] with FsCheck; this is the only file that knows FsCheck's runner</summary>
/// <remarks>
/// The environment variable SIMDNET_PROPERTY_CASES sets the number of cases (100 if not set), SIMDNET_PROPERTY_SEED replays a failure that printed it.
/// Each case has a size from 0 to 100 that the generator may use. A failing case is shrunk by generating cases of smaller sizes, so that a
/// counterexample never leaves the generator's range. Cases depend on the seed alone: the first 10 are the same whether 10 or 1000 are run.
/// </remarks>
internal static class Prop
{
    public const string CasesVariable = "SIMDNET_PROPERTY_CASES", SeedVariable = "SIMDNET_PROPERTY_SEED";

    private const int LargestSize = 100;

    /// <summary>The number of cases of a property; tests that sweep without FsCheck take it as a measure of how much is asked for</summary>
    public static int Cases => (int)Read(CasesVariable, 1, 1_000_000, 100);

    /// <summary>Fails unless the property is true for every case</summary>
    /// <exception cref="PropertyFailedException">a case was false or threw; the message has the counterexample and the seed</exception>
    public static void ForAll<T>(Gen<T> gen, Func<T, bool> property) =>
        ForAll(gen, value => Assert.True(property(value), "The property is false."));

    /// <summary>Fails if the property throws, as an assertion does, for any case</summary>
    /// <exception cref="PropertyFailedException">a case threw; the message has the counterexample and the seed</exception>
    public static void ForAll<T>(Gen<T> gen, Action<T> property) => ForAll(gen, property,
        Cases,
        (ulong)Read(SeedVariable, 0, long.MaxValue, Random.Shared.NextInt64()));

    internal static void ForAll<T>(Gen<T> gen, Action<T> property, int cases, ulong seed)
    {
        var runner = new Runner(seed);
        var replay = new Replay(new Rnd(seed), FSharpOption<int>.None);
        Config config = Config.Quick.WithMaxTest(cases).WithReplay(FSharpOption<Replay>.Some(replay)).WithRunner(runner);
        Arbitrary<Case<T>> arbitrary = Arb.From(Case<T>.Of(gen), c => c.Smaller());
        Check.One(config, FsCheck.Fluent.Prop.ForAll(arbitrary, c => property(c.Value())));
    }

    private static long Read(string variable, long min, long max, long unset)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text)) return unset;
        bool valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max;
        return valid ? value : throw new InvalidOperationException($"{variable} is '{text}'; it may be a whole number from {min} to {max}, or not set.");
    }

    /// <summary>A case is where its value comes from, so that a property that overwrites its arguments cannot spoil the counterexample</summary>
    private sealed record Case<T>(Gen<T> Gen, int Size, int Seed)
    {
        public static Gen<Case<T>> Of(Gen<T> gen) =>
            from size in FsCheck.Fluent.Gen.Choose(0, LargestSize)
            from seed in FsCheck.Fluent.Gen.Choose(0, int.MaxValue)
            select new Case<T>(gen, size, seed);

        public T Value() => Gen.Sample(1, new Rnd((ulong)Seed), Size)[0];

        /// <summary>Eight cases at each of a few smaller sizes, smallest first</summary>
        public IEnumerable<Case<T>> Smaller() =>
            from size in new[] { 0, 1, Size / 8, Size / 4, Size / 2, Size * 3 / 4, Size - 1 }.Distinct()
            where size >= 0 && size < Size
            from seed in Enumerable.Range(0, 8)
            select this with { Size = size, Seed = seed };

        public override string ToString() => Counterexample.Format(Value());
    }

    private sealed class Runner(ulong seed) : IRunner
    {
        public void OnStartFixture(Type t) { }

        public void OnArguments(int n, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every) { }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink) { }

        public void OnFinished(string name, TestResult result)
        {
            if (result is TestResult.Passed) return;
            if (result is not TestResult.Failed failed) throw new InvalidOperationException($"FsCheck gave up: {result}");
            throw new PropertyFailedException(
                $"""
                Falsified by case {failed.Item1.NumberOfTests}, then shrunk {failed.Item1.NumberOfShrinks} times.
                Counterexample: {failed.Item3.Head}
                First found: {failed.Item2.Head}
                Replay with {SeedVariable}={seed} (and at least {failed.Item1.NumberOfTests} cases)
                """, (failed.Item4 as Outcome.Failed)?.Item);
        }
    }
}

/// <summary>A property has a counterexample</summary>
internal sealed class PropertyFailedException(string message, Exception? cause) : Exception(message, cause);
