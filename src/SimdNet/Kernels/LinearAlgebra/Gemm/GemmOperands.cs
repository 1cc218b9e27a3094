namespace SimdNet.Kernels;

/// <summary>A product as the driver takes it: C = alpha*A*B + beta*start or relu of that, any strides.</summary>
internal unsafe struct GemmOperands<T>
    where T : unmanaged
{
    public int M;
    public int N;
    public int K;

    public T Alpha;

    /// <summary>Element (i, p) of op(A) stands at A[i * ARow + p * AStep].</summary>
    public T* A;
    public nint ARow;
    public nint AStep;

    /// <summary>B in place, with its leading dimension; when <see cref="BIsPacked"/>, what <see cref="PackedMatrix"/> holds.</summary>
    public T* B;
    public nint Ldb;
    public bool BIsTransposed;
    public bool BIsPacked;

    /// <summary>Packed B is for single rows: the columns of one tile stand side by side, as <see cref="GemmRow{T, TVector, TKernel}"/> reads them.</summary>
    public bool BIsForOneRow;

    /// <summary>Packed B holds bfloat16, two to an element.</summary>
    public bool BIsBFloat16;

    public T Beta;

    /// <summary>What beta multiplies: C itself, or a bias row with a stride of 0.</summary>
    public T* Start;
    public nint StartRow;

    /// <summary>Whether C becomes relu(C), in the registers in which it was computed.</summary>
    public bool IsRelu;

    public T* C;
    public nint Ldc;

    /// <summary>
    /// Whether only C[i, j] with j at most i + <see cref="Diagonal"/> are wanted. Of the others those up to <see cref="GemmBlocking.MaxRowsOfAnyTile"/> - 1 to the right may be
    /// written too: tiles are not cut.
    /// </summary>
    public bool IsLower;
    public int Diagonal;

    /// <summary>The product of rows [i, i + m) and columns [j, j + n) of C alone. Packed B stays whole: the driver is told the first column.</summary>
    public readonly GemmOperands<T> Part(int i, int m, int j, int n)
    {
        GemmOperands<T> part = this;
        part.M = m;
        part.N = n;
        part.A += i * ARow;
        if (!BIsPacked)
            part.B += BIsTransposed ? j * Ldb : j;
        part.Start += (i * StartRow) + j;
        part.C += (i * Ldc) + j;
        part.Diagonal += i - j;
        return part;
    }
}
