namespace SimdNet.Lanes;

/// <summary>One double: formulas over <see cref="IArithmetic{T}"/> in double precision.</summary>
internal readonly struct F64x1(double value) : IArithmetic<F64x1>
{
    public double Value { get; } = value;

    public static F64x1 operator +(F64x1 left, F64x1 right) => new(left.Value + right.Value);
    public static F64x1 operator -(F64x1 left, F64x1 right) => new(left.Value - right.Value);
    public static F64x1 operator *(F64x1 left, F64x1 right) => new(left.Value * right.Value);
    public static F64x1 operator /(F64x1 left, F64x1 right) => new(left.Value / right.Value);
    public static F64x1 operator -(F64x1 value) => new(-value.Value);

    public static F64x1 FusedMultiplyAdd(F64x1 left, F64x1 right, F64x1 addend) => new(Math.FusedMultiplyAdd(left.Value, right.Value, addend.Value));

    public static F64x1 IfLess(F64x1 left, F64x1 right, F64x1 then, F64x1 otherwise) => left.Value < right.Value ? then : otherwise;
}
