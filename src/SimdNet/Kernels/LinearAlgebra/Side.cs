namespace SimdNet.Kernels;

/// <summary>On which side of the unknown matrix a triangular one stands.</summary>
public enum Side
{
    /// <summary>op(A) X = alpha B</summary>
    Left,

    /// <summary>X op(A) = alpha B</summary>
    Right,
}

/// <summary>Which triangle of a matrix is used; the other one is not read.</summary>
public enum Triangle
{
    /// <summary>The diagonal and what stands below it.</summary>
    Lower,

    /// <summary>The diagonal and what stands above it.</summary>
    Upper,
}

/// <summary>What stands on the diagonal of a triangular matrix.</summary>
public enum Diagonal
{
    /// <summary>The matrix's own elements.</summary>
    Stored,

    /// <summary>Ones; the elements are not read.</summary>
    Unit,
}
