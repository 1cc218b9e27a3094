using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>What factorizations need to know of float and double.</summary>
internal static class Precision<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>u: 2^-24 or 2^-53.</summary>
    public static double UnitRoundoff => typeof(T) == typeof(float) ? 1.0 / (1 << 24) : 1.0 / (1L << 53);

    /// <exception cref="NotSupportedException">T is neither float nor double</exception>
    public static void Check()
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            Throw();
    }

    [DoesNotReturn]
    private static void Throw() => throw new NotSupportedException($"Factorizations are of float and double, not of {typeof(T).Name}.");
}
