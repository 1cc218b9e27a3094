using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SimdNet.Lanes;

/// <summary>Which instruction set the kernels use in this process, and why.</summary>
/// <remarks>
/// Chosen once, at first use: the highest level that the processor and the runtime offer, or the one that the environment variable
/// <c>SIMDNET_ISA</c> names (<c>scalar</c>, <c>v128</c>, <c>avx2</c>, <c>avx512</c>, <c>neon</c>). The choice changes speed, never a bit of a result.
/// </remarks>
public static class Isa
{
    /// <summary>The name of the environment variable that pins a level.</summary>
    public const string EnvironmentVariable = "SIMDNET_ISA";

    // Decided in a static constructor, so that tier-1 code folds the field to a constant and the other levels' code disappears.
    private static readonly IsaLevel s_level = Choose(Environment.GetEnvironmentVariable(EnvironmentVariable));

    /// <summary>The level that every kernel of this process uses.</summary>
    /// <exception cref="TypeInitializationException">SIMDNET_ISA names an unknown level, or one that this machine lacks; the inner exception says which.</exception>
    public static IsaLevel Level => s_level;

    /// <summary>One line for a log: the level in use, what chose it, and the levels that this process could use.</summary>
    public static string Description
    {
        get
        {
            string pinned = Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } value
                ? $"pinned by {EnvironmentVariable}={value}"
                : "the highest that the processor and the runtime offer";
            return $"{Name(Level)} ({pinned}; available: {AvailableNames()})";
        }
    }

    /// <summary>True when this process can run kernels at a level.</summary>
    /// <remarks>A native AOT build answers for the instruction set it was compiled for, which by default excludes AVX2: set IlcInstructionSet.</remarks>
    public static bool IsAvailable(IsaLevel level) => level switch
    {
        IsaLevel.Scalar => true,
        IsaLevel.V128 => Vector128.IsHardwareAccelerated && !AdvSimd.Arm64.IsSupported,
        IsaLevel.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        IsaLevel.Avx512 => Avx512F.IsSupported && Avx512DQ.IsSupported && Avx512BW.IsSupported && Avx512F.VL.IsSupported,
        IsaLevel.Neon => AdvSimd.Arm64.IsSupported,
        _ => false,
    };

    internal static IsaLevel Choose(string? pinned)
    {
        if (string.IsNullOrWhiteSpace(pinned))
            return Enum.GetValues<IsaLevel>().Where(IsAvailable).Max();

        foreach (IsaLevel level in Enum.GetValues<IsaLevel>())
        {
            if (!Name(level).Equals(pinned.Trim(), StringComparison.OrdinalIgnoreCase))
                continue;
            return IsAvailable(level)
                ? level
                : throw new PlatformNotSupportedException(
                    $"{EnvironmentVariable}={pinned} asks for a level that this process cannot run; available: {AvailableNames()}.");
        }

        throw new PlatformNotSupportedException(
            $"{EnvironmentVariable}={pinned} is not a level; expected one of {string.Join(", ", Enum.GetValues<IsaLevel>().Select(Name))}.");
    }

    /// <summary>Runs an action at the widest lanes of the chosen level: the one place where elementwise kernels and reductions choose their width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Run<TAction>(ref TAction action)
        where TAction : struct, ILaneAction
    {
        switch (Level)
        {
            case IsaLevel.Avx512: action.Run<F32x16>(); break;
            case IsaLevel.Avx2: action.Run<F32x8>(); break;
            case IsaLevel.V128 or IsaLevel.Neon: action.Run<F32x4>(); break;
            default: action.Run<F32x1>(); break;
        }
    }

    private static string Name(IsaLevel level) => level.ToString().ToLowerInvariant();

    private static string AvailableNames() => string.Join(", ", Enum.GetValues<IsaLevel>().Where(IsAvailable).Select(Name));
}

/// <summary>A kernel's body, generic over the width: <see cref="Isa.Run"/> picks the type argument.</summary>
internal interface ILaneAction
{
    void Run<TLane>() where TLane : unmanaged, ILane<TLane>;
}
