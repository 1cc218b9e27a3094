using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdNet.Kernels;

/// <summary>One number at a time, any processor: the plainest form of the product.</summary>
internal readonly unsafe struct GemmKernelScalar<T> : IGemmKernel<T, T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Width => 1;
    public static int Registers => 16;
    public static int TileColumns => 2;

    public static T Zero => T.Zero;

    public static T Broadcast(T value) => value;

    public static T Load(T* source) => *source;

    public static T LoadFirst(T* source, int count) => *source;

    public static void Store(T value, T* destination) => *destination = value;

    public static void StoreFirst(T value, T* destination, int count) => *destination = value;

    public static void Prefetch(T* address)
    {
        // .NET has no portable prefetch.
    }

    public static T Multiply(T left, T right) => left * right;

    public static T FusedMultiplyAdd(T left, T right, T addend) => T.FusedMultiplyAdd(left, right, addend);

    public static T Divide(T left, T right) => left / right;

    public static T IfEqual(T left, T right, T then, T otherwise) => left == right ? then : otherwise;

    public static T IfLarger(T left, T right, T then, T otherwise)
    {
        bool isLarger = typeof(T) == typeof(float)
            ? Unsafe.BitCast<T, int>(T.Abs(left)) > Unsafe.BitCast<T, int>(T.Abs(right))
            : Unsafe.BitCast<T, long>(T.Abs(left)) > Unsafe.BitCast<T, long>(T.Abs(right));
        return isLarger ? then : otherwise;
    }

    public static T AtLeast(T floor, T value) => value < floor ? floor : value;

    public static T WidenLower(T pairs) => T.CreateTruncating(BitConverter.UInt32BitsToSingle(Bits(pairs) << 16));

    public static T WidenUpper(T pairs) => T.CreateTruncating(BitConverter.UInt32BitsToSingle(Bits(pairs) & 0xFFFF0000u));

    public static bool MultipliesByLane => false;

    public static T LoadElement(T* a) => *a;

    public static T MultiplyAdd(T a, int lane, T b, T sum) => T.FusedMultiplyAdd(a, b, sum);

    // Not by way of a float, which would make a signalling NaN quiet.
    private static uint Bits(T value) => Unsafe.BitCast<T, uint>(value);
}
