using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>Products with an int8 matrix: rows of A are rounded to int8 as they come, sums are exact, and scales and bias are applied at the end.</summary>
/// <remarks>
/// Row i: s = max |a| / 127, q = round(a * (127 / max |a|)), halves to even, c[i,j] = fma(sum_p q[p] w[p,j], s * scale[j], bias[j]), the sum an int.
/// One rounding of the sum to float, one of the scales' product, one of the fma: the same bits on every ISA. A row with NaN or infinity gives NaN.
/// </remarks>
internal static unsafe class Int8Product
{
    // Of a tile: all of one row's sums, or four rows' of one group.
    private const int RowsOfTile = 4;
    private const int GroupsOfTile = 4;

    /// <summary>THE list: the first that this process can run at its level is used; tests run all that it can.</summary>
    public static readonly Choice[] All =
    [
        new("vnni", Isa.Level is IsaLevel.Avx512 or IsaLevel.Avx2 && AvxVnni.IsSupported, &Run<Int8Sums256, Int8KernelVnni>),
        new("avx512", Isa.Level == IsaLevel.Avx512, &Run<Vector512<int>, Int8KernelAvx512>),
        new("avx2", Isa.Level is IsaLevel.Avx512 or IsaLevel.Avx2, &Run<Int8Sums256, Int8KernelAvx2>),
        new("dotprod", Isa.Level == IsaLevel.Neon && Dp.IsSupported, &Run<Int8Sums128, Int8KernelDotProduct>),
        new("portable", true, &Run<Int8Sums128, Int8KernelPortable>),
    ];

    /// <summary>The one in use.</summary>
    public static readonly Choice Best = All.First(choice => choice.IsAvailable);

    /// <summary>C = bias + A*B or relu of that; operands as the driver of float products takes them, B as <see cref="Int8Packing"/> has it.</summary>
    public static void Run(in GemmOperands<float> g) => Best.Run(g);

    private static void Run<TSums, TKernel>(in GemmOperands<float> g)
        where TSums : unmanaged
        where TKernel : struct, IInt8Kernel<TSums>
    {
        int steps = (g.K + Int8Packing.Step - 1) / Int8Packing.Step;
        int stride = Arena.Padded(steps); // in elements of four bytes
        float* scratch = ThreadScratch.Rent(checked(RowsOfTile * (stride + Arena.Padded(1))));
        var left = (uint*)scratch;
        float* scales = scratch + (RowsOfTile * stride);
        int groups = (g.N + Int8Packing.Group - 1) / Int8Packing.Group;
        sbyte* numbers = Int8Packing.Numbers(g.B, g.N);
        nint group = (nint)steps * Int8Packing.Group * Int8Packing.Step;
        int* sums = stackalloc int[RowsOfTile * GroupsOfTile * Int8Packing.Group];
        for (int i = 0; i < g.M; i += RowsOfTile)
        {
            int rows = int.Min(RowsOfTile, g.M - i);
            for (int r = 0; r < rows; r++)
                scales[r] = Int8Rounding.Round(g.A + ((i + r) * g.ARow), g.K, (sbyte*)(left + (r * stride)), steps * Int8Packing.Step, TKernel.IsUnsigned);
            for (int j = 0; j < groups;)
            {
                int width = 1;
                if (rows == RowsOfTile)
                {
                    FourRows<TSums, TKernel>(left, stride, numbers + (j * group), steps, sums);
                }
                else if (rows == 1 && j + GroupsOfTile <= groups)
                {
                    width = GroupsOfTile;
                    FourGroups<TSums, TKernel>(left, numbers + (j * group), group, steps, sums);
                }
                else
                {
                    for (int r = 0; r < rows; r++)
                        OneGroup<TSums, TKernel>(left + (r * stride), numbers + (j * group), steps, sums + (r * Int8Packing.Group));
                }

                for (int r = 0; r < rows; r++)
                    Finish(g, i + r, j * Int8Packing.Group, width * Int8Packing.Group, sums + (r * Int8Packing.Group), scales[r], TKernel.IsUnsigned);
                j += width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void OneGroup<TSums, TKernel>(uint* left, sbyte* right, int steps, int* result)
        where TSums : unmanaged
        where TKernel : struct, IInt8Kernel<TSums>
    {
        TSums sums = TKernel.Zero;
        for (int s = 0; s < steps; s++, right += Int8Packing.Group * Int8Packing.Step)
            sums = TKernel.MultiplyAdd(sums, left[s], right);
        TKernel.Store(sums, result);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourGroups<TSums, TKernel>(uint* left, sbyte* right, nint group, int steps, int* result)
        where TSums : unmanaged
        where TKernel : struct, IInt8Kernel<TSums>
    {
        TSums s0 = TKernel.Zero, s1 = TKernel.Zero, s2 = TKernel.Zero, s3 = TKernel.Zero;
        for (int s = 0; s < steps; s++, right += Int8Packing.Group * Int8Packing.Step)
        {
            s0 = TKernel.MultiplyAdd(s0, left[s], right);
            s1 = TKernel.MultiplyAdd(s1, left[s], right + group);
            s2 = TKernel.MultiplyAdd(s2, left[s], right + (2 * group));
            s3 = TKernel.MultiplyAdd(s3, left[s], right + (3 * group));
        }

        TKernel.Store(s0, result);
        TKernel.Store(s1, result + Int8Packing.Group);
        TKernel.Store(s2, result + (2 * Int8Packing.Group));
        TKernel.Store(s3, result + (3 * Int8Packing.Group));
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<TSums, TKernel>(uint* left, int stride, sbyte* right, int steps, int* result)
        where TSums : unmanaged
        where TKernel : struct, IInt8Kernel<TSums>
    {
        TSums s0 = TKernel.Zero, s1 = TKernel.Zero, s2 = TKernel.Zero, s3 = TKernel.Zero;
        for (int s = 0; s < steps; s++, right += Int8Packing.Group * Int8Packing.Step)
        {
            s0 = TKernel.MultiplyAdd(s0, left[s], right);
            s1 = TKernel.MultiplyAdd(s1, left[s + stride], right);
            s2 = TKernel.MultiplyAdd(s2, left[s + (2 * stride)], right);
            s3 = TKernel.MultiplyAdd(s3, left[s + (3 * stride)], right);
        }

        TKernel.Store(s0, result);
        TKernel.Store(s1, result + Int8Packing.Group);
        TKernel.Store(s2, result + (2 * Int8Packing.Group));
        TKernel.Store(s3, result + (3 * Int8Packing.Group));
    }

    // c[row, column : column + count] of its exact sums, as far as there are columns.
    private static void Finish(in GemmOperands<float> g, int row, int column, int count, int* sums, float scale, bool isUnsigned)
    {
        float* scales = Int8Packing.Scales(g.B) + column;
        int* corrections = Int8Packing.Corrections(g.B, g.N) + column;
        float* start = g.Beta == 0f ? null : g.Start + (row * g.StartRow) + column;
        float* c = g.C + (row * g.Ldc) + column;
        count = int.Min(count, g.N - column);
        var rowScale = Vector128.Create(scale);
        int j = 0;
        for (; j + Vector128<int>.Count <= count; j += Vector128<int>.Count)
        {
            Vector128<int> sum = Vector128.Load(sums + j) - (isUnsigned ? Vector128.Load(corrections + j) : Vector128<int>.Zero);
            Vector128<float> bias = start == null ? Vector128<float>.Zero : Vector128.Load(start + j);
            Vector128<float> y = Vector128.FusedMultiplyAdd(Vector128.ConvertToSingle(sum), rowScale * Vector128.Load(scales + j), bias);
            (g.IsRelu ? Vector128.ConditionalSelect(Vector128.LessThan(y, Vector128<float>.Zero), Vector128<float>.Zero, y) : y).Store(c + j);
        }

        for (; j < count; j++)
        {
            float y = MathF.FusedMultiplyAdd(sums[j] - (isUnsigned ? corrections[j] : 0), scale * scales[j], start == null ? 0f : start[j]);
            c[j] = g.IsRelu && y < 0f ? 0f : y;
        }
    }

    /// <summary>A kernel, and whether this process can run it.</summary>
    internal sealed class Choice(string name, bool isAvailable, delegate*<in GemmOperands<float>, void> run)
    {
        public string Name { get; } = name;

        public bool IsAvailable { get; } = isAvailable;

        public void Run(in GemmOperands<float> g) => run(g);
    }
}
