using System.Runtime.CompilerServices;

namespace SimdNet.Kernels;

/// <summary>
/// Philox4x32-10, a counter-based random number generator: number i of a stream depends on seed, stream and i only, so any part can be
/// made on any machine, in any order.
/// </summary>
/// <remarks>
/// The key is the seed; the counter's low half is i / 4, its high half the stream. Passes BigCrush.
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011.
/// </remarks>
public static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9; // golden ratio
    private const uint Weyl1 = 0xBB67AE85; // sqrt(3) - 1
    private const int Rounds = 10;

    /// <summary>Four random 32-bit numbers for one 128-bit counter and a 64-bit key: the published function.</summary>
    /// <remarks>Allocates nothing.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>values[i] = the random 32-bit number of index start + i.</summary>
    /// <remarks>Allocates nothing.</remarks>
    public static void Fill(ulong seed, ulong stream, ulong start, Span<uint> values)
    {
        for (int i = 0; i < values.Length;)
        {
            ulong index = start + (uint)i;
            (uint x0, uint x1, uint x2, uint x3) = Block(seed, stream, index / 4);
            int phase = (int)(index % 4);
            for (; phase < 4 && i < values.Length; phase++, i++)
                values[i] = phase switch { 0 => x0, 1 => x1, 2 => x2, _ => x3 };
        }
    }

    /// <summary>values[i] = low + (high - low) u, u uniform in [0, 1) in steps of 2^-24, from the random number of index start + i.</summary>
    /// <remarks>Allocates nothing. The same bits on every CPU. Rounding may give <paramref name="high"/> itself.</remarks>
    /// <exception cref="ArgumentException">low or high or their distance is not finite, or low is above high</exception>
    public static void Uniform(ulong seed, ulong stream, ulong start, float low, float high, Span<float> values)
    {
        if (!float.IsFinite(high - low) || low > high)
            Guard.Throw($"expected finite bounds, low <= high, not further apart than the largest float, but low = {low} and high = {high}.", nameof(low));
        Span<uint> bits = stackalloc uint[64];
        for (int i = 0; i < values.Length; i += bits.Length)
        {
            Span<uint> part = bits[..int.Min(bits.Length, values.Length - i)];
            Fill(seed, stream, start + (uint)i, part);
            for (int j = 0; j < part.Length; j++)
                values[i + j] = MathF.FusedMultiplyAdd(high - low, (part[j] >> 8) * (1f / (1 << 24)), low);
        }
    }

    /// <summary>values[i] = mean + standardDeviation z, z standard normal: Box and Muller's transform of the random numbers of index start + i and its neighbour, the other one of its even pair.</summary>
    /// <param name="seed">the key</param>
    /// <param name="stream">the stream</param>
    /// <param name="start">the index of values[0]</param>
    /// <param name="mean">finite</param>
    /// <param name="standardDeviation">finite, 0 or more</param>
    /// <param name="values">overwritten</param>
    /// <remarks>
    /// Allocates nothing. Computed in double without the C run-time's functions and rounded once: the same bits on every machine. |z| is at most sqrt(64 ln 2) = 6.66.
    /// Source: Box and Muller 1958; u in (0, 1] and the angle in steps of 2^-32.
    /// </remarks>
    /// <exception cref="ArgumentException">mean or standard deviation is not finite, or the latter negative</exception>
    public static void Normal(ulong seed, ulong stream, ulong start, float mean, float standardDeviation, Span<float> values)
    {
        if (!float.IsFinite(mean) || !float.IsFinite(standardDeviation) || standardDeviation < 0)
            Guard.Throw($"expected a finite mean and a finite standard deviation, 0 or more, but they are {mean} and {standardDeviation}.", nameof(standardDeviation));
        const double Scale = 1.0 / (1L << 32);
        Span<uint> pair = stackalloc uint[2];
        for (int i = 0; i < values.Length; i++)
        {
            ulong index = start + (uint)i;
            if (i == 0 || index % 2 == 0)
                Fill(seed, stream, index & ~1UL, pair);
            double radius = Math.Sqrt(-2 * PortableMath.Log((pair[0] + 1.0) * Scale)), turn = pair[1] * Scale;
            double z = radius * PortableMath.CosPi((2 * turn) - (index % 2 == 0 ? 0 : 0.5)); // a quarter turn makes the sine
            values[i] = (float)(mean + (standardDeviation * z));
        }
    }

    /// <summary>Permutes items: Fisher and Yates's shuffle with the random numbers of a stream.</summary>
    /// <remarks>Allocates nothing. The same permutation on every machine; no index is favoured by more than 2^-32.</remarks>
    public static void Shuffle(ulong seed, ulong stream, Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            (uint x0, uint x1, _, _) = Block(seed, stream, (uint)i);
            int j = (int)Math.BigMul(((ulong)x1 << 32) | x0, (ulong)i + 1, out _);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static (uint X0, uint X1, uint X2, uint X3) Block(ulong seed, ulong stream, ulong block) =>
        Block((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32), (uint)seed, (uint)(seed >> 32));
}
