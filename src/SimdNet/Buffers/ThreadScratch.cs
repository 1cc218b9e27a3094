namespace SimdNet.Buffers;

/// <summary>Scratch memory of the current thread, grown to the largest need seen and kept: what packing uses, so that a product allocates nothing after its first call on a thread.</summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic]
    private static AlignedBuffer? t_buffer;

    [ThreadStatic]
    private static AlignedBuffer? t_outerBuffer;

    [ThreadStatic]
    private static AlignedBuffer? t_stripBuffer;

    /// <summary>At least <paramref name="length"/> floats, aligned to 64 bytes, with anything in them; valid until this thread's next call.</summary>
    public static float* Rent(int length) => Grown(ref t_buffer, length);

    /// <summary>The same in memory of its own, for a caller that holds it while it runs products: valid until this thread's next call of this method.</summary>
    public static T* RentOuter<T>(long length)
        where T : unmanaged => (T*)Grown(ref t_outerBuffer, checked((int)(length * sizeof(T) / sizeof(float))));

    /// <summary>And once more, for a part of a matrix that is worked on in a copy.</summary>
    public static T* RentStrip<T>(long length)
        where T : unmanaged => (T*)Grown(ref t_stripBuffer, checked((int)(length * sizeof(T) / sizeof(float))));

    private static float* Grown(ref AlignedBuffer? threads, int length)
    {
        // A thread of a pool may get a larger part of a product later than its first one: that is no allocation either.
        AlignedBuffer buffer = threads ??= new AlignedBuffer(length);
        if (buffer.Length < length)
            buffer.Reallocate(length);

        return buffer.Pointer;
    }
}
