using System.Numerics;

namespace SimdNet.Kernels;

/// <summary>How a factorization, or what was computed by one, ended.</summary>
public enum FactorizationOutcome
{
    /// <summary>All of it is there, and finite.</summary>
    Complete,

    /// <summary>A pivot is 0: the matrix is singular.</summary>
    ZeroPivot,

    /// <summary>A pivot of a Cholesky factorization is not positive: the matrix is not positive definite.</summary>
    NotPositive,

    /// <summary>A column of a least-squares problem depends on those before it, to working precision.</summary>
    Dependent,

    /// <summary>A pivot or a result is infinite or NaN: the input is, or a number left the range.</summary>
    NotFinite,
}

/// <summary>How a factorization ended, and where.</summary>
/// <param name="Outcome">what happened</param>
/// <param name="Pivot">the column whose pivot stopped it; -1 where none did</param>
/// <param name="Value">that pivot; 0 where none did</param>
public readonly record struct FactorizationResult(FactorizationOutcome Outcome, int Pivot, double Value)
{
    /// <summary>What a complete one returns.</summary>
    public static FactorizationResult Complete => new(FactorizationOutcome.Complete, -1, 0);

    /// <summary>Whether everything was computed.</summary>
    public bool IsComplete => Outcome == FactorizationOutcome.Complete;

    /// <summary>One sentence for a log or an exception.</summary>
    public override string ToString() => Outcome switch
    {
        FactorizationOutcome.Complete => "The factorization is complete.",
        FactorizationOutcome.ZeroPivot => $"The matrix is singular: pivot {Pivot} is 0.",
        FactorizationOutcome.NotPositive => FormattableString.Invariant($"The matrix is not positive definite: pivot {Pivot} is {Value:R}."),
        FactorizationOutcome.Dependent => FormattableString.Invariant($"The matrix has no full rank: column {Pivot} depends on those before it (its pivot is {Value:R})."),
        _ => Pivot < 0 ? "The result is not finite: it left the range of its type." : FormattableString.Invariant($"Pivot {Pivot} is {Value:R}: the matrix is not finite, or a number left the range of its type."),
    };

    /// <exception cref="FactorizationException">it is not complete</exception>
    internal void ThrowIfNotComplete()
    {
        if (!IsComplete)
            throw new FactorizationException(this);
    }

    /// <summary>That of a pivot that is 0 or not finite.</summary>
    internal static FactorizationResult OfPivot<T>(int pivot, T value)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(value == T.Zero ? FactorizationOutcome.ZeroPivot : FactorizationOutcome.NotFinite, pivot, double.CreateTruncating(value));

    internal static FactorizationResult NotFinite => new(FactorizationOutcome.NotFinite, -1, 0);
}

/// <summary>A matrix that must be regular, positive definite or of full rank is not.</summary>
public sealed class FactorizationException : ArithmeticException
{
    /// <summary>The exception of a result.</summary>
    public FactorizationException(FactorizationResult result)
        : base(result.ToString()) => Result = result;

    /// <summary>An exception with a message alone.</summary>
    public FactorizationException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public FactorizationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>An exception without more.</summary>
    public FactorizationException()
    {
    }

    /// <summary>Which pivot, and what it was.</summary>
    public FactorizationResult Result { get; }
}
