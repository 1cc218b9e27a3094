using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>How a register is read and written: whole, or the first elements only.</summary>
internal unsafe interface IAccess
{
    /// <summary>The register at source[i]; lanes that do not exist hold <paramref name="fill"/>.</summary>
    T Load<T>(float* source, nuint i, T fill) where T : unmanaged, ILane<T>;

    void Store<T>(T value, float* destination, nuint i) where T : unmanaged, ILane<T>;
}

internal readonly unsafe struct FullAccess : IAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Load<T>(float* source, nuint i, T fill)
        where T : unmanaged, ILane<T> => T.Load(source + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<T>(T value, float* destination, nuint i)
        where T : unmanaged, ILane<T> => T.Store(value, destination + i);
}

internal readonly unsafe struct PartialAccess(nuint count) : IAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Load<T>(float* source, nuint i, T fill)
        where T : unmanaged, ILane<T> => T.LoadPartial(source + i, count, fill);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<T>(T value, float* destination, nuint i)
        where T : unmanaged, ILane<T> => T.StorePartial(value, destination + i, count);
}

internal static unsafe class AccessExtensions
{
    /// <summary>A load whose missing lanes are 0: for maps, which never store them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load<T, TAccess>(this TAccess access, float* source, nuint i)
        where T : unmanaged, ILane<T>
        where TAccess : struct, IAccess => access.Load(source, i, T.Broadcast(0f));
}
