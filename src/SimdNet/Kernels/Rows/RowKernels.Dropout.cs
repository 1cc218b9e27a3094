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
        Guard.SameLength(y.Length, x.Length);
        Guard.SameOrDisjoint(x, y);
        if (!(p is >= 0f and < 1f))
            Guard.Throw($"p = {p}; expected a number from 0 up to, not including, 1.", nameof(p));
        const int block = 256;
        float* uniform = stackalloc float[block];
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += block)
            {
                int length = int.Min(block, x.Length - i);
                Philox.Uniform(seed, stream, (ulong)i, 0f, 1f, new Span<float>(uniform, length));
                ElementwiseLoop.Run(new DropoutKernel(px + i, uniform, p, 1f / (1f - p), py + i), length);
            }
        }
    }

    /// <summary>dx[i] = keep[i] ? dy[i] / (1 - p) : 0, with the mask that <see cref="Dropout"/> has for the same p, seed and stream.</summary>
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
