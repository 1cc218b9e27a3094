using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class LossKernels
{
    /// <summary>y[i,j] = weights[i] y[i,j]; a row of weight 0 becomes 0, also where it holds infinities or NaN.</summary>
    /// <param name="weights">one for each row</param>
    /// <param name="y">rows x columns, overwritten</param>
    /// <remarks>Allocates nothing. Correctly rounded, the same bits on every CPU.</remarks>
    /// <exception cref="ArgumentException">y is not a whole number of elements for each weight, or the spans overlap</exception>
    public static void ScaleRows(ReadOnlySpan<float> weights, Span<float> y)
    {
        if (weights.IsEmpty ? !y.IsEmpty : y.Length % weights.Length != 0)
            Guard.Throw($"y holds {y.Length} floats, which is not a multiple of {weights.Length} rows.", nameof(y));
        Guard.Disjoint(weights, y);
        if (weights.Length == y.Length)
        {
            fixed (float* w = weights, py = y)
                ElementwiseLoop.Run(new ScaleRowsOfOne(w, py), y.Length);
            return;
        }

        for (int i = 0, columns = y.Length / int.Max(1, weights.Length); i < weights.Length; i++)
        {
            Span<float> row = y.Slice(i * columns, columns);
            if (weights[i] == 0)
                row.Clear();
            else
                TensorPrimitives.Multiply(row, weights[i], row);
        }
    }

    private readonly struct ScaleRowsOfOne(float* weights, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T zero = T.Broadcast(0f);
            T w = access.Load<T, TAccess>(weights, i);
            access.Store(T.IfLess(zero, T.Abs(w), w * access.Load<T, TAccess>(y, i), w + zero), y, i); // w + 0: 0, or NaN
        }
    }
}
