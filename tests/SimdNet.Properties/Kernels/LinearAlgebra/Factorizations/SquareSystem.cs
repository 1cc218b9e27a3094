using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using static SimdNet.Testing.TestMatrices;

namespace SimdNet.Properties.Kernels.LinearAlgebra;

/// <summary>A square matrix of some kind, scaled by a power of two, and right-hand sides, each with room between its rows</summary>
internal sealed record SquareSystem<T>(string Kind, int N, int Columns, int ExtraA, int ExtraB, int Exponent, int Seed)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Kinds whose condition does not grow exponentially with n</summary>
    public static readonly string[] RegularKinds = ["random", "graded", "graded columns", "diagonal"];

    /// <summary>All but the one whose products may be subnormal</summary>
    public static readonly string[] KindsThatScale = [.. Kinds.Except(["small"])];

    public int Lda => int.Max(1, N + ExtraA);

    public int Ldb => int.Max(1, Columns + ExtraB);

    public T[] A() => [.. Create<T>(Kind, N, Seed).Select(x => T.ScaleB(x, Exponent))];

    public T[] PositiveDefinite() => [.. PositiveDefinite<T>(Kind, N, Seed).Select(x => T.ScaleB(x, Exponent))];

    public T[] B() => Gens.Ordinary<T>(N * Columns, Seed + 1);

    /// <summary>N numbers from <paramref name="least"/> to <paramref name="most"/></summary>
    public int[] Drawn(int least, int most)
    {
        var random = new Random(Seed + 2);
        return [.. Enumerable.Range(0, N).Select(_ => random.Next(least, most + 1))];
    }

    public static Gen<SquareSystem<T>> Gen(int least, int most, params string[] kinds) =>
        from kind in FsCheck.Fluent.Gen.Elements(kinds)
        from n in FsCheck.Fluent.Gen.Choose(least, most)
        from columns in FsCheck.Fluent.Gen.Elements(0, 1, 2, 3, 17)
        from extraA in FsCheck.Fluent.Gen.Elements(0, 1, 9)
        from extraB in FsCheck.Fluent.Gen.Elements(0, 1, 9)
        from exponent in FsCheck.Fluent.Gen.Elements(0, 0, 20, -20)
        from seed in FsCheck.Fluent.Gen.Choose(0, 1 << 20)
        select new SquareSystem<T>(kind, n, columns, extraA, extraB, kind is "large" or "small" ? 0 : exponent, seed);
}
