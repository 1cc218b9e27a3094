namespace SimdNet.Kernels;

/// <summary>A number as a type argument, so that the JIT compiles a kernel for it.</summary>
internal interface ICount
{
    static abstract int N { get; }
}

/// <summary>A choice as a type argument.</summary>
internal interface IFlag
{
    static abstract bool Value { get; }
}

internal readonly struct Yes : IFlag
{
    public static bool Value => true;
}

internal readonly struct No : IFlag
{
    public static bool Value => false;
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

internal readonly struct N17 : ICount
{
    public static int N => 17;
}

internal readonly struct N18 : ICount
{
    public static int N => 18;
}

internal readonly struct N19 : ICount
{
    public static int N => 19;
}

internal readonly struct N20 : ICount
{
    public static int N => 20;
}

internal readonly struct N21 : ICount
{
    public static int N => 21;
}

internal readonly struct N22 : ICount
{
    public static int N => 22;
}

internal readonly struct N23 : ICount
{
    public static int N => 23;
}

internal readonly struct N24 : ICount
{
    public static int N => 24;
}
