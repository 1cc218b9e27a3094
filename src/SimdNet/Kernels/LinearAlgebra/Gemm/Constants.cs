namespace SimdNet.Kernels;

/// <summary>A number as a type argument, so that the JIT compiles a kernel for it.</summary>
internal interface ICount
{
    static abstract int N { get; }
}

/// <summary>The operands that a tile reads from packed blocks, as a type argument.</summary>
internal interface IPacked
{
    /// <summary>One step of A stands side by side, padded to whole registers, and is multiplied by lane.</summary>
    static abstract bool AByLane { get; }

    /// <summary>B stands in panels of whole registers.</summary>
    static abstract bool B { get; }

    /// <summary>Packed B holds bfloat16: each 32-bit element has a column of a pair's first register in its lower half, of the second in its upper.</summary>
    static abstract bool IsBFloat16 { get; }

    /// <summary>What a tile hands to a multiply-add for the element of this row: a constant after inlining.</summary>
    static abstract int Lane(int row);
}

internal readonly struct PackedNone : IPacked
{
    public static bool AByLane => false;
    public static bool B => false;
    public static bool IsBFloat16 => false;

    public static int Lane(int row) => 0;
}

internal readonly struct PackedB : IPacked
{
    public static bool AByLane => false;
    public static bool B => true;
    public static bool IsBFloat16 => false;

    public static int Lane(int row) => 0;
}

internal readonly struct PackedAB : IPacked
{
    public static bool AByLane => true;
    public static bool B => true;
    public static bool IsBFloat16 => false;

    public static int Lane(int row) => row;
}

internal readonly struct PackedBFloat16 : IPacked
{
    public static bool AByLane => false;
    public static bool B => true;
    public static bool IsBFloat16 => true;

    public static int Lane(int row) => 0;
}

internal readonly struct PackedAAndBFloat16 : IPacked
{
    public static bool AByLane => true;
    public static bool B => true;
    public static bool IsBFloat16 => true;

    public static int Lane(int row) => row;
}

internal readonly struct N1 : ICount
{
    public static int N => 1;
}

internal readonly struct N2 : ICount
{
    public static int N => 2;
}

internal readonly struct N3 : ICount
{
    public static int N => 3;
}

internal readonly struct N4 : ICount
{
    public static int N => 4;
}

internal readonly struct N5 : ICount
{
    public static int N => 5;
}

internal readonly struct N6 : ICount
{
    public static int N => 6;
}

internal readonly struct N7 : ICount
{
    public static int N => 7;
}

internal readonly struct N8 : ICount
{
    public static int N => 8;
}

internal readonly struct N9 : ICount
{
    public static int N => 9;
}

internal readonly struct N10 : ICount
{
    public static int N => 10;
}

internal readonly struct N11 : ICount
{
    public static int N => 11;
}

internal readonly struct N12 : ICount
{
    public static int N => 12;
}

internal readonly struct N13 : ICount
{
    public static int N => 13;
}

internal readonly struct N14 : ICount
{
    public static int N => 14;
}

internal readonly struct N15 : ICount
{
    public static int N => 15;
}

internal readonly struct N16 : ICount
{
    public static int N => 16;
}
