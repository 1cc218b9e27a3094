namespace SimdNet.Kernels;

/// <summary>One call of a micro-kernel: a tile of C and the slices of A and B that it takes.</summary>
/// <remarks>
/// c[i,j] = start[i,j] (0 without a start), then fma(a[i,p], b[p,j], .) for p = 0 .. kc - 1, then the floor.
/// Start is C itself, or the bias row with a stride of 0.
/// </remarks>
internal unsafe struct GemmTile<T>
    where T : unmanaged
{
    /// <summary>The depth of the slice.</summary>
    public int Kc;

    /// <summary>Element (i, p) of A stands at A[i * ARow + p * AStep]: in place, transposed in place, or packed (by lane: ARow is 1).</summary>
    public T* A;
    public nint ARow;
    public nint AStep;

    /// <summary>Row p of B's pair q of registers stands at B[p * BStep + q * BPair].</summary>
    public T* B;
    public nint BStep;
    public nint BPair;

    /// <summary>What the sums start from; null: from 0.</summary>
    public T* Start;
    public nint StartRow;

    /// <summary>What no element of C is below: 0 makes it relu(C), -infinity leaves it as it is.</summary>
    public T Floor;

    public T* C;
    public nint CRow;

    /// <summary>Columns in the last register of a row, 1 to the width.</summary>
    public int LastColumns;
}
