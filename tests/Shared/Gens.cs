using FsCheck;
using FsCheck.Fluent;

namespace SimdNet.Testing;

/// <summary>Generators that most properties need; combine them with from ... select</summary>
/// <remarks>An array is filled from one generated seed, so that large ones cost little.</remarks>
internal static class Gens
{
    /// <summary>Lengths below, at and above the widths in registers, and around the 64 virtual lanes of a reduction</summary>
    public static readonly int[] EdgeLengths = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129];

    /// <summary>0 to 200, at most twice the size; every second one is an edge length</summary>
    public static Gen<int> Length => Gen.Sized(size =>
    {
        int longest = Math.Min(2 * size, 200);
        return Gen.OneOf(Gen.Elements(EdgeLengths.Where(length => length <= longest)), Gen.Choose(0, longest));
    });

    /// <summary>Uniform in [-1, 1], multiples of 2^-24</summary>
    public static Gen<float> OrdinaryFloat => Drawn(NextOrdinary);

    /// <summary>Every kind of float: zeros of both signs, subnormals, ordinary and huge ones, infinities, NaN</summary>
    public static Gen<float> AnyFloat => Drawn(NextAny);

    /// <summary>As AnyFloat, without infinities and NaN</summary>
    public static Gen<float> FiniteFloat => Drawn(NextFinite);

    public static Gen<float[]> OrdinaryFloats(int length) => DrawnArray(length, NextOrdinary);

    public static Gen<float[]> AnyFloats(int length) => DrawnArray(length, NextAny);

    public static Gen<float[]> FiniteFloats(int length) => DrawnArray(length, NextFinite);

    /// <summary>The same numbers for the same seed, for tests that need no FsCheck: as OrdinaryFloats</summary>
    public static float[] Ordinary(int length, int seed) => Fill(length, new Random(seed), NextOrdinary);

    /// <summary>As AnyFloats</summary>
    public static float[] Any(int length, int seed) => Fill(length, new Random(seed), NextAny);

    /// <summary>Floats as Ordinary, or doubles uniform in [-1, 1), multiples of 2^-53</summary>
    public static T[] Ordinary<T>(int length, int seed)
        where T : unmanaged => Fill<T>(length, seed, NextOrdinary, NextOrdinaryDouble);

    /// <summary>Floats as Any, or every kind of double</summary>
    public static T[] Any<T>(int length, int seed)
        where T : unmanaged => Fill<T>(length, seed, NextAny, NextAnyDouble);

    private static T[] Fill<T>(int length, int seed, Func<Random, float> next, Func<Random, double> nextDouble) =>
        (T[])(typeof(T) == typeof(float) ? (Array)Fill(length, new Random(seed), next) : Fill(length, new Random(seed), nextDouble));

    private static Gen<T> Drawn<T>(Func<Random, T> next) => Gen.Choose(0, int.MaxValue).Select(seed => next(new Random(seed)));

    private static Gen<float[]> DrawnArray(int length, Func<Random, float> next) => Drawn(random => Fill(length, random, next));

    private static T[] Fill<T>(int length, Random random, Func<Random, T> next)
    {
        var values = new T[length];
        for (int i = 0; i < length; i++) values[i] = next(random);
        return values;
    }

    private static float NextOrdinary(Random random) => random.Next(-(1 << 24), (1 << 24) + 1) / (float)(1 << 24);

    private static float NextFinite(Random random)
    {
        float x = NextAny(random);
        return float.IsFinite(x) ? x : NextOrdinary(random);
    }

    private static float NextAny(Random random)
    {
        uint sign = (uint)random.Next(2) << 31, fraction = (uint)random.Next(1 << 23);
        return random.Next(10) switch
        {
            0 => FromBits(0),
            1 => FromBits(fraction),                                                     // subnormal
            2 => FromBits((uint)random.Next(128 + 110, 255) << 23 | fraction),           // huge: 2^111 and more
            3 => FromBits((uint)random.Next(1, 255) << 23 | fraction),                   // any normal exponent
            4 => FromBits(Boundaries[random.Next(Boundaries.Length)]),
            5 => random.Next(2) == 0 ? FromBits(0x7F800000) : float.NaN,
            _ => NextOrdinary(random),
        };

        float FromBits(uint magnitude) => BitConverter.UInt32BitsToSingle(sign | magnitude);
    }

    private static double NextOrdinaryDouble(Random random) => (((long)random.Next(-(1 << 26), 1 << 26) << 27) | (uint)random.Next(1 << 27)) / (double)(1L << 53);

    private static double NextAnyDouble(Random random)
    {
        ulong sign = (ulong)random.Next(2) << 63, fraction = (ulong)random.NextInt64(1L << 52);
        return random.Next(10) switch
        {
            0 => FromBits(0),
            1 => FromBits(fraction),                                                     // subnormal
            2 => FromBits((ulong)random.Next(1024 + 1000, 2047) << 52 | fraction),       // huge: 2^1001 and more
            3 => FromBits((ulong)random.Next(1, 2047) << 52 | fraction),                 // any normal exponent
            4 => random.Next(2) == 0 ? FromBits(0x7FF0000000000000) : double.NaN,
            _ => NextOrdinaryDouble(random),
        };

        double FromBits(ulong magnitude) => BitConverter.UInt64BitsToDouble(sign | magnitude);
    }

    // Smallest and largest subnormal, smallest normal, 0.5, the two floats round 1, 2^23, 2^24, the largest float
    private static readonly uint[] Boundaries = [1, 0x007FFFFF, 0x00800000, 0x3F000000, 0x3F7FFFFF, 0x3F800000, 0x3F800001, 0x4B000000, 0x4B800000, 0x7F7FFFFF];
}
