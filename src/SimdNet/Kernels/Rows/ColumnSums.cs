using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Kernels;

/// <summary>What the row at an index adds to the sums of a block of columns.</summary>
internal interface IColumnTerm
{
    T Accumulate<T, TAccess>(T sum, nuint row, nuint column, TAccess access)
        where T : unmanaged, ILane<T>
        where TAccess : struct, IAccess;
}

/// <summary>
/// Sums down the columns of a matrix, one lane for each column: rows in groups of eight, each group one chain from 0 in the order of its rows,
/// the groups' chains added up in order. The order depends on a row's index alone, so width, strips and threads do not change a bit;
/// a path has at most ceil(rows / 8) + 8 additions, where one chain would have as many as there are rows.
/// </summary>
internal static unsafe class ColumnSums
{
    /// <summary>Rows of a group: as many streams of memory are read at once.</summary>
    public const int Group = 8;

    /// <summary>Columns whose sums and factors a kernel keeps on the stack.</summary>
    public const int Strip = 256;

    /// <summary>sums[j] = the sum over all rows of a term, for the first columns of a strip</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TTerm>(TTerm term, int rows, float* sums, int columns)
        where TTerm : struct, IColumnTerm
    {
        new Span<float>(sums, columns).Clear();
        for (int i = 0; i < rows; i += Group)
            ElementwiseLoop.Run(new GroupKernel<TTerm>(term, (nuint)i, (nuint)int.Min(i + Group, rows), sums), columns);
    }

    private readonly struct GroupKernel<TTerm>(TTerm term, nuint row, nuint end, float* sums) : IElementwise
        where TTerm : struct, IColumnTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<T, TAccess>(nuint i, TAccess access)
            where T : unmanaged, ILane<T>
            where TAccess : struct, IAccess
        {
            T sum = T.Broadcast(0f);
            for (nuint r = row; r < end; r++)
                sum = term.Accumulate(sum, r, i, access);
            access.Store(access.Load<T, TAccess>(sums, i) + sum, sums, i);
        }
    }
}
