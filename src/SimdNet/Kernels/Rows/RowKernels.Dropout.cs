using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>y[i] = keep[i] ? x[i] / (1 - p) : 0, keep[i] where the uniform number i of a stream, in [0, 1), is not below p.</summary>
    /// <param name="x">any number of elements</param>
    /// <param name="p">the share of elements that become 0, in [0, 1)</param>
    /// <param name="seed">of <see cref="Philox.Uniform"/></param>
    /// <param name="stream">of <see cref="Philox.Uniform"/>: one for each layer and step</param>
    /// <param name="y">as long as x, overwritten; may be x itself</param>
    /// <remarks>
    /// Allocates nothing. The mask is a function of seed, stream and index, so nobody stores it, and it is the same on every CPU. 1 - p, its
    /// inverse and the product are rounded: relative error at most gamma_3. What is dropped is +0, whatever x was; p = 0 gives x.
    /// Source: Srivastava et al. 2014, inverted, so that inference needs no factor.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths differ, the spans overlap without being the same, or p is out of range</exception>
    public static void Dropout(ReadOnlySpan<float> x, float p, ulong seed, ulong stream, Span<float> y)
    {
        CheckDropout(x, p, y);
        DropoutRows(x, x.Length, p, seed, stream, y);
    }

    /// <summary>y[i,j] = keep[j] ? x[i,j] / (1 - p) : 0, keep[j] where the uniform number j of a stream, in [0, 1), is not below p: one mask for all rows.</summary>
    /// <param name="x">rows x columns</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="p">the share of columns that become 0, in [0, 1)</param>
    /// <param name="seed">of <see cref="Philox.Uniform"/></param>
    /// <param name="stream">of <see cref="Philox.Uniform"/></param>
    /// <param name="y">as long as x, overwritten; may be x itself</param>
    /// <remarks>
    /// Allocates nothing. Of each row what <see cref="Dropout(ReadOnlySpan{float}, float, ulong, ulong, Span{float})"/> makes of it alone: the same bits whatever
    /// rows stand beside it, and on every CPU. One thinned network for a whole batch, as Monte-Carlo dropout samples it.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, the spans overlap without being the same, or p is out of range; the message has the numbers</exception>
    public static void Dropout(ReadOnlySpan<float> x, int columns, float p, ulong seed, ulong stream, Span<float> y)
    {
        Guard.Rows(x.Length, columns);
        CheckDropout(x, p, y);
        DropoutRows(x, columns, p, seed, stream, y);
    }

    private static void CheckDropout(ReadOnlySpan<float> x, float p, Span<float> y)
    {
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        if (!(p is >= 0f and < 1f))
            Guard.Throw($"p = {p}; expected a number from 0 up to, not including, 1.", nameof(p));
    }

    private static void DropoutRows(ReadOnlySpan<float> x, int columns, float p, ulong seed, ulong stream, Span<float> y)
    {
        const int block = 256;
        float* uniform = stackalloc float[block];
        fixed (float* px = x, py = y)
        {
            for (int j = 0; j < columns; j += block)
            {
                int length = int.Min(block, columns - j);
                Philox.Uniform(seed, stream, (ulong)j, 0f, 1f, new Span<float>(uniform, length));
                for (nint i = j; i < x.Length; i += columns)
                    ElementwiseLoop.Run(new DropoutKernel(px + i, uniform, p, 1f / (1f - p), py + i), length);
            }
        }
    }

    /// <summary>dx[i] = keep[i] ? dy[i] / (1 - p) : 0, with the mask that <see cref="Dropout(ReadOnlySpan{float}, float, ulong, ulong, Span{float})"/> has for the same p, seed and stream.</summary>
    /// <param name="dy">the gradient with respect to y</param>
    /// <param name="p">as in the forward pass</param>
    /// <param name="seed">as in the forward pass</param>
    /// <param name="stream">as in the forward pass</param>
    /// <param name="dx">as long as dy, overwritten; may be dy itself</param>
    /// <remarks>Allocates nothing. The forward pass is linear, so this is the same function.</remarks>
    /// <exception cref="ArgumentException">the lengths differ, the spans overlap without being the same, or p is out of range</exception>
    public static void DropoutBackward(ReadOnlySpan<float> dy, float p, ulong seed, ulong stream, Span<float> dx)
    {
        Guard.SameLength(dx.Length, dy.Length);
        Guard.SameOrDisjoint(dy, dx);
        Dropout(dy, p, seed, stream, dx);
    }

    private readonly struct DropoutKernel(float* x, float* uniform, float p, float scale, float* y) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T kept = access.Load<T, TAccess>(x, i) * T.Broadcast(scale);
            access.Store(T.IfLess(access.Load<T, TAccess>(uniform, i), T.Broadcast(p), T.Broadcast(0f), kept), y, i);
        }
    }
}
