namespace SimdNet.Kernels;

/// <summary>What a product of int8 needs of an instruction set: 16 exact sums. All give the same, since nothing is rounded.</summary>
internal unsafe interface IInt8Kernel<TSums>
    where TSums : unmanaged
{
    /// <summary>Whether the left factor is unsigned: then 128 is added to it, and taken out again from the sums.</summary>
    static abstract bool IsUnsigned { get; }

    static abstract TSums Zero { get; }

    /// <summary>sums[j] + the sum of left[i] right[4 j + i] for i = 0 .. 3, with left the four bytes of an element.</summary>
    static abstract TSums MultiplyAdd(TSums sums, uint left, sbyte* right);

    static abstract void Store(TSums sums, int* destination);
}
