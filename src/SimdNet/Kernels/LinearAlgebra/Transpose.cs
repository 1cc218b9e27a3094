namespace SimdNet.Kernels;

/// <summary>Whether a matrix is used as it stands or transposed.</summary>
public enum Transpose
{
    /// <summary>op(A) = A</summary>
    No,

    /// <summary>op(A) = A^T</summary>
    Yes,
}
