namespace SimdNet.Lanes;

/// <summary>
/// One register of <see cref="Count"/> floats. Every elementwise formula and every reduction is written once over this interface;
/// F32x1, F32x4, F32x8 and F32x16 give it a width.
/// </summary>
/// <remarks>
/// Each operation is exact or correctly rounded, so it gives the same bits at every width. No operation's result may depend on
/// what x86 and ARM do differently: NaN payloads, min/max of NaN or of zeros, conversions out of range.
/// Operations make their result by BitCast, not by a constructor: each inlined constructor takes some of the 512 locals up to which the JIT
/// inlines, and a formula that runs out of them is left as calls (tanh of 128 numbers: 1060 ns, now 29).
/// </remarks>
internal unsafe interface ILane<T> : IArithmetic<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>Floats in the register: 1, 4, 8 or 16.</summary>
    static abstract int Count { get; }

    static abstract T Broadcast(float value);

    /// <summary>Reads <see cref="Count"/> floats, at any alignment.</summary>
    static abstract T Load(float* source);

    /// <summary>Reads the first <paramref name="count"/> floats (0 &lt; count &lt; Count) and nothing behind them; the other lanes hold <paramref name="fill"/>'s.</summary>
    static abstract T LoadPartial(float* source, nuint count, T fill);

    static abstract void Store(T value, float* destination);

    /// <summary>Writes the first <paramref name="count"/> lanes (0 &lt; count &lt; Count) and nothing behind them.</summary>
    static abstract void StorePartial(T value, float* destination, nuint count);

    /// <summary>left * right + addend, rounded once; the addend a constant, as in a step of a polynomial: one inlined call fewer than with <see cref="Broadcast"/>.</summary>
    static abstract T FusedMultiplyAdd(T left, T right, float addend);

    static abstract T Sqrt(T value);
    static abstract T Abs(T value);

    /// <summary>The magnitude of one with the sign of the other.</summary>
    static abstract T CopySign(T magnitude, T sign);

    /// <summary>To the nearest integer, halves to even.</summary>
    static abstract T Round(T value);

    /// <summary>left &gt; right ? left : right, so right where one is NaN.</summary>
    static abstract T Max(T left, T right);

    /// <summary>Into [low, high], both finite and not zero; NaN stays NaN.</summary>
    static abstract T Clamp(T value, T low, T high);

    /// <summary>The smaller one, high finite and not zero; NaN stays NaN.</summary>
    static abstract T AtMost(T value, float high);

    /// <summary>value * 2^exponent, rounded once; value is in [1/2, 2), exponent integral, from -252 to 254.</summary>
    static abstract T Scale(T value, T exponent);

    /// <summary>value = mantissa * 2^exponent with the mantissa in [3/4, 3/2), for positive finite numbers; anything for others.</summary>
    static abstract T Mantissa(T value, out T exponent);

    /// <summary>y, the logarithm of a positive finite x; of others what a logarithm has: -infinity of zeros, infinity of infinity, NaN of negative numbers and of NaN.</summary>
    static abstract T LogSpecials(T y, T x);

    /// <summary>The fixed tree over this register's lanes: halves are added until one float is left.</summary>
    static abstract float SumTree(T value);

    /// <summary>The largest lane, if none is NaN; of zeros any.</summary>
    static abstract float MaxTree(T value);
}
