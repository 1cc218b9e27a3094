using FsCheck.Fluent;
using SimdNet.Lanes;

namespace SimdNet.Properties.Lanes;

/// <summary>Every operation of every width that this machine has gives the bits of F32x1, lane by lane</summary>
public unsafe class LaneProperties
{
    private static readonly FsCheck.Gen<(float[] X, float[] Y, float[] Z)> Operands =
        from x in Gens.AnyFloats(16)
        from y in Gens.AnyFloats(16)
        from z in Gens.AnyFloats(16)
        select (x, y, z);

    private static bool Has128 => Isa.IsAvailable(IsaLevel.V128) || Isa.IsAvailable(IsaLevel.Neon);

    [Fact]
    public void Four_lanes_give_the_bits_of_one()
    {
        Assert.SkipUnless(Has128, "This process has no 128-bit vectors.");
        Prop.ForAll(Operands, operands => Check<F32x4>(operands.X, operands.Y, operands.Z));
    }

    [Fact]
    public void Eight_lanes_give_the_bits_of_one()
    {
        Assert.SkipUnless(Isa.IsAvailable(IsaLevel.Avx2), "This process has no AVX2.");
        Prop.ForAll(Operands, operands => Check<F32x8>(operands.X, operands.Y, operands.Z));
    }

    [Fact]
    public void Sixteen_lanes_give_the_bits_of_one()
    {
        Assert.SkipUnless(Isa.IsAvailable(IsaLevel.Avx512), "This process has no AVX-512.");
        Prop.ForAll(Operands, operands => Check<F32x16>(operands.X, operands.Y, operands.Z));
    }

    private static void Check<T>(float[] x, float[] y, float[] z)
        where T : unmanaged, ILane<T>
    {
        float[] positive = Map(x, v => float.IsFinite(v) && v != 0 ? Math.Abs(v) : 1);
        float[] nearOne = Map(x, v => BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(v) & 0x00FFFFFF) | 0x3F000000)); // [0.5, 2)
        float[] exponents = Map(y, v => (BitConverter.SingleToUInt32Bits(v) % 507) - 252f);
        Same<T, Addition>(x, y, z);
        Same<T, Subtraction>(x, y, z);
        Same<T, Multiplication>(x, y, z);
        Same<T, Division>(x, y, z);
        Same<T, Negation>(x, y, z);
        Same<T, FusedMultiplyAdd>(x, y, z);
        Same<T, Sqrt>(x, y, z);
        Same<T, Abs>(x, y, z);
        Same<T, CopySign>(x, y, z);
        Same<T, Round>(x, y, z);
        Same<T, Choice>(x, y, z);
        Same<T, Max>(x, y, z);
        Same<T, Clamp>(x, y, z);
        Same<T, AtMost>(x, y, z);
        Same<T, Scale>(nearOne, exponents, z);
        Same<T, Exponent>(positive, y, z);
        Same<T, Mantissa>(positive, y, z);
        Same<T, LogSpecials>(x, y, z);
        Tree<T>(x);
        Largest<T>(x);
        Partial<T>(x, y);
    }

    private static void Same<T, TOperation>(float[] x, float[] y, float[] z)
        where T : unmanaged, ILane<T>
        where TOperation : struct, IOperation =>
        Bits.Equal(Run<F32x1, TOperation>(x, y, z), Run<T, TOperation>(x, y, z), typeof(TOperation).Name);

    private static float[] Run<T, TOperation>(float[] x, float[] y, float[] z)
        where T : unmanaged, ILane<T>
        where TOperation : struct, IOperation
    {
        var result = new float[16];
        fixed (float* px = x, py = y, pz = z, pr = result)
        {
            for (int i = 0; i < 16; i += T.Count) T.Store(TOperation.Invoke(T.Load(px + i), T.Load(py + i), T.Load(pz + i)), pr + i);
        }
        return result;
    }

    private static void Tree<T>(float[] x)
        where T : unmanaged, ILane<T>
    {
        float[] tree = [.. x];
        for (int half = T.Count / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++) tree[i] += tree[i + half];
        }
        fixed (float* px = x) Bits.Equal(tree[0], T.SumTree(T.Load(px)), "the tree's sum");
    }

    private static void Largest<T>(float[] x)
        where T : unmanaged, ILane<T>
    {
        float[] numbers = Map(x, v => float.IsNaN(v) ? 1 : v);
        fixed (float* px = numbers) Assert.Equal(numbers[..T.Count].Max(), T.MaxTree(T.Load(px)));
    }

    private static void Partial<T>(float[] x, float[] fill)
        where T : unmanaged, ILane<T>
    {
        for (int count = 1; count < T.Count; count++)
        {
            float[] loaded = new float[16], stored = [.. fill], expected = [.. fill];
            x.AsSpan(0, count).CopyTo(expected);
            fixed (float* px = x, pfill = fill, pl = loaded, ps = stored)
            {
                T.Store(T.LoadPartial(px, (nuint)count, T.Load(pfill)), pl);
                T.StorePartial(T.Load(px), ps, (nuint)count);
            }
            Bits.Equal(expected.AsSpan(0, T.Count), loaded.AsSpan(0, T.Count), $"the first {count} lanes loaded");
            Bits.Equal(expected, stored, $"the first {count} lanes stored");
        }
    }

    private static float[] Map(float[] x, Func<float, float> f) => [.. x.Select(f)];

    private interface IOperation
    {
        static abstract T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T>;
    }

    private readonly struct Addition : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => x + y; }
    private readonly struct Subtraction : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => x - y; }
    private readonly struct Multiplication : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => x * y; }
    private readonly struct Division : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => x / y; }
    private readonly struct Negation : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => -x; }
    private readonly struct FusedMultiplyAdd : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.FusedMultiplyAdd(x, y, z); }
    private readonly struct Sqrt : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Sqrt(x); }
    private readonly struct Abs : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Abs(x); }
    private readonly struct CopySign : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.CopySign(x, y); }
    private readonly struct Round : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Round(x); }
    private readonly struct Choice : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.IfLess(x, y, y, z); }
    private readonly struct Max : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Max(x, y); }
    private readonly struct Clamp : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Clamp(x, T.Broadcast(-0.5f), T.Broadcast(0.75f)); }
    private readonly struct AtMost : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.AtMost(x, 0.75f); }
    private readonly struct Scale : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Scale(x, y); }
    private readonly struct Exponent : IOperation
    {
        public static T Invoke<T>(T x, T y, T z)
            where T : unmanaged, ILane<T>
        {
            T.Mantissa(x, out T exponent);
            return exponent;
        }
    }

    private readonly struct Mantissa : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.Mantissa(x, out _); }
    private readonly struct LogSpecials : IOperation { public static T Invoke<T>(T x, T y, T z) where T : unmanaged, ILane<T> => T.LogSpecials(x, y); }
}
