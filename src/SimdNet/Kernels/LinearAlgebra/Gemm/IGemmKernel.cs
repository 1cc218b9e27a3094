namespace SimdNet.Kernels;

/// <summary>
/// What a GEMM micro-kernel, and the factorizations beside it, need of an instruction set: the operations on its raw register type, for float and double, and the tiles that
/// fit its register file.
/// A new ISA is one implementation and one line in <see cref="GemmKernels{T}"/>.
/// </summary>
/// <remarks>
/// The register type stays raw (Vector512 of float, not a struct around it): a wrapped one costs moves and spills in a tile with 24 accumulators.
/// </remarks>
internal unsafe interface IGemmKernel<T, TVector>
    where T : unmanaged
    where TVector : unmanaged
{
    /// <summary>Elements in a register.</summary>
    static abstract int Width { get; }

    /// <summary>Registers of the processor: 32 or 16. A tile's accumulators, a row of B and an element of A must fit.</summary>
    static abstract int Registers { get; }

    /// <summary>Registers in a row of the tile that large products use: 2 or 4.</summary>
    static abstract int TileColumns { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(T value);

    static abstract TVector Load(T* source);

    /// <summary>Reads the first count elements (1 to Width) and nothing behind them.</summary>
    static abstract TVector LoadFirst(T* source, int count);

    static abstract void Store(TVector value, T* destination);

    /// <summary>Writes the first count elements (1 to Width) and nothing behind them.</summary>
    static abstract void StoreFirst(TVector value, T* destination, int count);

    /// <summary>Asks for the cache line at an address, which need not exist.</summary>
    static abstract void Prefetch(T* address);

    static abstract TVector Multiply(TVector left, TVector right);

    /// <summary>left * right + addend in each lane, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>Lane by lane: left == right ? then : otherwise.</summary>
    static abstract TVector IfEqual(TVector left, TVector right, TVector then, TVector otherwise);

    /// <summary>Lane by lane: |left| > |right| ? then : otherwise; NaN is above infinity, as in <see cref="PivotSearch"/>.</summary>
    static abstract TVector IfLarger(TVector left, TVector right, TVector then, TVector otherwise);

    /// <summary>value &lt; floor ? floor : value, so NaN stays NaN.</summary>
    static abstract TVector AtLeast(TVector floor, TVector value);

    /// <summary>The bfloat16 numbers in the lower halves of 32-bit elements, as floats. For float alone.</summary>
    static abstract TVector WidenLower(TVector pairs);

    /// <summary>Those in the upper halves.</summary>
    static abstract TVector WidenUpper(TVector pairs);

    /// <summary>Whether <see cref="MultiplyAdd"/> takes the element from any lane of a register. Packed A then holds a step's elements side by side.</summary>
    static abstract bool MultipliesByLane { get; }

    /// <summary>One element of A, in the form that <see cref="MultiplyAdd"/> multiplies a register by (lane 0).</summary>
    static abstract TVector LoadElement(T* a);

    /// <summary>element * b + sum in each lane of b and sum, rounded once. The element is the one in a's lane of this number, modulo the width.</summary>
    static abstract TVector MultiplyAdd(TVector a, int lane, TVector b, TVector sum);
}
