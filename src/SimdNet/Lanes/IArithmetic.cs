namespace SimdNet.Lanes;

/// <summary>What lanes of floats and single doubles have in common: a formula of these operations is written once for both precisions.</summary>
/// <remarks>Each operation is exact or correctly rounded.</remarks>
internal interface IArithmetic<T>
    where T : unmanaged, IArithmetic<T>
{
    static abstract T operator +(T left, T right);
    static abstract T operator -(T left, T right);
    static abstract T operator *(T left, T right);
    static abstract T operator /(T left, T right);
    static abstract T operator -(T value);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract T FusedMultiplyAdd(T left, T right, T addend);

    /// <summary>Lane by lane: left &lt; right ? then : otherwise; NaN is not less than anything.</summary>
    static abstract T IfLess(T left, T right, T then, T otherwise);
}
