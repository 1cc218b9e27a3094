using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SimdNet.Perf.Limits;

/// <summary>Reads memory from start to end at the widest width, 8 independent sums.</summary>
internal static unsafe class ReadLoop
{
    /// <summary>A block's length must be a multiple of this.</summary>
    public const int BytesPerStep = 512;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Run(byte* memory, int bytes, int times)
    {
        long sum = 0;
        for (int t = 0; t < times; t++)
            sum += FmaLoop.Bytes == 64 ? Read512(memory, bytes) : FmaLoop.Bytes == 32 ? Read256(memory, bytes) : Read128(memory, bytes);
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Read512(byte* p, int bytes)
    {
        Vector512<long> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (byte* end = p + bytes; p < end; p += 512)
        {
            s0 ^= Vector512.Load((long*)p);
            s1 ^= Vector512.Load((long*)(p + 64));
            s2 ^= Vector512.Load((long*)(p + 128));
            s3 ^= Vector512.Load((long*)(p + 192));
            s4 ^= Vector512.Load((long*)(p + 256));
            s5 ^= Vector512.Load((long*)(p + 320));
            s6 ^= Vector512.Load((long*)(p + 384));
            s7 ^= Vector512.Load((long*)(p + 448));
        }

        return (s0 ^ s1 ^ s2 ^ s3 ^ s4 ^ s5 ^ s6 ^ s7)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Read256(byte* p, int bytes)
    {
        Vector256<long> s0 = default, s1 = default, s2 = default, s3 = default;
        for (byte* end = p + bytes; p < end; p += 128)
        {
            s0 ^= Vector256.Load((long*)p);
            s1 ^= Vector256.Load((long*)(p + 32));
            s2 ^= Vector256.Load((long*)(p + 64));
            s3 ^= Vector256.Load((long*)(p + 96));
        }

        return (s0 ^ s1 ^ s2 ^ s3)[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Read128(byte* p, int bytes)
    {
        Vector128<long> s0 = default, s1 = default, s2 = default, s3 = default;
        for (byte* end = p + bytes; p < end; p += 64)
        {
            s0 ^= Vector128.Load((long*)p);
            s1 ^= Vector128.Load((long*)(p + 16));
            s2 ^= Vector128.Load((long*)(p + 32));
            s3 ^= Vector128.Load((long*)(p + 48));
        }

        return (s0 ^ s1 ^ s2 ^ s3)[0];
    }
}
