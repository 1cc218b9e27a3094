using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class RowKernels
{
    /// <summary>entropies[i] = -sum_j probs[i,j] ln probs[i,j], in nats; a probability of 0 adds nothing.</summary>
    /// <param name="probs">rows x columns, each from 0 to 1; rows need not add up to 1</param>
    /// <param name="columns">the length of a row</param>
    /// <param name="entropies">one number for each row, overwritten; must not overlap probs</param>
    /// <remarks>
    /// Allocates nothing; the same bits for a row whatever rows stand beside it, and on every CPU. From 0 to ln columns for rows that add up to 1. A row with a
    /// negative number or NaN gives NaN. Error: at most gamma_k sum_j |p ln p| with k = ceil(columns / 64) + 9. Source: Shannon 1948.
    /// </remarks>
    /// <exception cref="ArgumentException">the lengths do not fit, or the spans overlap; the message has the numbers</exception>
    public static void Entropy(ReadOnlySpan<float> probs, int columns, Span<float> entropies)
    {
        int rows = Guard.Rows(probs.Length, columns);
        Guard.SameLength(entropies.Length, rows);
        Guard.Disjoint(probs, entropies);
        fixed (float* p = probs)
        {
            for (int i = 0; i < rows; i++)
            {
                var action = new EntropyAction(p + ((nint)i * columns), (nuint)columns);
                Isa.Run(ref action);
                entropies[i] = action.Total;
            }
        }
    }

    private struct EntropyAction(float* p, nuint columns) : ILaneAction
    {
        public float Total;

        public void Run<T>()
            where T : unmanaged, ILane<T> => Total = TermSum.Run<EntropyTerms, T>(new(p), columns);
    }

    private readonly struct EntropyTerms(float* p) : ITerms
    {
        public void Compute<T>(nuint start, nuint length, float* terms)
            where T : unmanaged, ILane<T> => ElementwiseLoop.Run<EntropyKernel, T>(new(p + start, terms), length);
    }

    // -p ln p, of 0 the logarithm of 1 in the place of its own, which is -infinity; of NaN too, but then p is NaN.
    private readonly struct EntropyKernel(float* p, float* terms) : IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T x = access.Load<T, TAccess>(p, i);
            access.Store(-x * LaneMath.Log(T.IfLess(T.Broadcast(0f), T.Abs(x), x, T.Broadcast(1f))), terms, i);
        }
    }
}
