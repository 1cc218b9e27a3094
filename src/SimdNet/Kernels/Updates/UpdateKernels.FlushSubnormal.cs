using System.Runtime.CompilerServices;
using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

public static unsafe partial class UpdateKernels
{
    private const float SmallestNormal = 1.17549435e-38f; // 2^-126

    /// <summary>x[i] = 0 where |x[i]| is below 2^-126, the smallest normal number; NaN stays NaN.</summary>
    /// <param name="x">changed in place</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    /// <remarks>
    /// A mean that only decays, as that of a unit that is never active again, ends in subnormal numbers and stays there, and these take a processor far longer: an update of Adam 105 us for
    /// 100,352 weights where normal numbers take 15. To flush in the update itself took 18. Allocates nothing. Exact.
    /// </remarks>
    public static void FlushSubnormal(Span<float> x, WorkerPool? pool = null)
    {
        fixed (float* px = x)
            ElementwiseLoop.Run(new FlushKernel(px), x.Length, pool);
    }

    private readonly struct FlushKernel(float* x) : IElementwise
    {
        public static bool IsCheap => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T value = access.Load<T, TAccess>(x, i);
            access.Store(T.IfLess(T.Abs(value), T.Broadcast(SmallestNormal), T.Broadcast(0f), value), x, i);
        }
    }
}
