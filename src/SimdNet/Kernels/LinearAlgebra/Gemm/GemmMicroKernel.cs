using System.Numerics;
using System.Runtime.CompilerServices;

namespace SimdNet.Kernels;

/// <summary>
/// The micro-kernel: a tile of C held in registers while A and B stream past, written once for every ISA and tile size.
/// The type arguments are constants to the JIT: rows and columns that a tile lacks leave no code.
/// </summary>
/// <remarks>
/// The accumulators form a staircase: up to 16 rows x 1 register, 12 x 2, 8 x 3, 6 x 4, 4 x 6 or 3 x 8. Few rows take many
/// columns, because each accumulator is one chain of dependent multiply-adds and 8 chains are needed to hide their latency.
/// One step of k: <c>columns</c> loads of B, <c>rows</c> broadcasts of A (or loads of whole registers of it, used by lane), rows x columns multiply-adds.
/// </remarks>
internal static unsafe class GemmMicroKernel<T, TVector, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TVector : unmanaged
    where TKernel : struct, IGemmKernel<T, TVector>
{
    // Elements of B between what is used and what is asked for; addresses behind the end are never read. On a Zen 5 784-128-10 takes 2.25 us with 256, 1.8 us
    // with 640 to 4096; 784-512-512-10, from level 3, 24.5 us up to 2048, 26.5 us from 3072 on, 27.5 without.
    private const int Ahead = 640;

    /// <summary>Runs one tile. With packed B, whole registers of B may be read; else only the columns that exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TRows, TColumns, TPacked>(GemmTile<T>* tile)
        where TRows : struct, ICount
        where TColumns : struct, ICount
        where TPacked : struct, IPacked
    {
        int last = tile->LastColumns;
        TVector c00, c01, c02, c03, c04, c05, c06, c07;
        TVector c10, c11, c12, c13, c14, c15, c16, c17;
        TVector c20, c21, c22, c23, c24, c25, c26, c27;
        TVector c30, c31, c32, c33, c34, c35;
        TVector c40, c41, c42, c43;
        TVector c50, c51, c52, c53;
        TVector c60, c61, c62;
        TVector c70, c71, c72;
        TVector c80, c81;
        TVector c90, c91;
        TVector ca0, ca1;
        TVector cb0, cb1;
        TVector cc0, cd0, ce0, cf0;

        T* start = tile->Start;
        if (start == null)
        {
            c00 = c01 = c02 = c03 = c04 = c05 = c06 = c07 = TKernel.Zero;
            c10 = c11 = c12 = c13 = c14 = c15 = c16 = c17 = TKernel.Zero;
            c20 = c21 = c22 = c23 = c24 = c25 = c26 = c27 = TKernel.Zero;
            c30 = c31 = c32 = c33 = c34 = c35 = TKernel.Zero;
            c40 = c41 = c42 = c43 = TKernel.Zero;
            c50 = c51 = c52 = c53 = TKernel.Zero;
            c60 = c61 = c62 = TKernel.Zero;
            c70 = c71 = c72 = TKernel.Zero;
            c80 = c81 = TKernel.Zero;
            c90 = c91 = TKernel.Zero;
            ca0 = ca1 = TKernel.Zero;
            cb0 = cb1 = TKernel.Zero;
            cc0 = cd0 = ce0 = cf0 = TKernel.Zero;
        }
        else
        {
            c00 = Exists<TRows, TColumns>(0, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c01 = Exists<TRows, TColumns>(0, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c02 = Exists<TRows, TColumns>(0, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c03 = Exists<TRows, TColumns>(0, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            c04 = Exists<TRows, TColumns>(0, 4) ? LoadC<TColumns>(start, 4, last) : TKernel.Zero;
            c05 = Exists<TRows, TColumns>(0, 5) ? LoadC<TColumns>(start, 5, last) : TKernel.Zero;
            c06 = Exists<TRows, TColumns>(0, 6) ? LoadC<TColumns>(start, 6, last) : TKernel.Zero;
            c07 = Exists<TRows, TColumns>(0, 7) ? LoadC<TColumns>(start, 7, last) : TKernel.Zero;
            start += tile->StartRow;
            c10 = Exists<TRows, TColumns>(1, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c11 = Exists<TRows, TColumns>(1, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c12 = Exists<TRows, TColumns>(1, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c13 = Exists<TRows, TColumns>(1, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            c14 = Exists<TRows, TColumns>(1, 4) ? LoadC<TColumns>(start, 4, last) : TKernel.Zero;
            c15 = Exists<TRows, TColumns>(1, 5) ? LoadC<TColumns>(start, 5, last) : TKernel.Zero;
            c16 = Exists<TRows, TColumns>(1, 6) ? LoadC<TColumns>(start, 6, last) : TKernel.Zero;
            c17 = Exists<TRows, TColumns>(1, 7) ? LoadC<TColumns>(start, 7, last) : TKernel.Zero;
            start += tile->StartRow;
            c20 = Exists<TRows, TColumns>(2, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c21 = Exists<TRows, TColumns>(2, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c22 = Exists<TRows, TColumns>(2, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c23 = Exists<TRows, TColumns>(2, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            c24 = Exists<TRows, TColumns>(2, 4) ? LoadC<TColumns>(start, 4, last) : TKernel.Zero;
            c25 = Exists<TRows, TColumns>(2, 5) ? LoadC<TColumns>(start, 5, last) : TKernel.Zero;
            c26 = Exists<TRows, TColumns>(2, 6) ? LoadC<TColumns>(start, 6, last) : TKernel.Zero;
            c27 = Exists<TRows, TColumns>(2, 7) ? LoadC<TColumns>(start, 7, last) : TKernel.Zero;
            start += tile->StartRow;
            c30 = Exists<TRows, TColumns>(3, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c31 = Exists<TRows, TColumns>(3, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c32 = Exists<TRows, TColumns>(3, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c33 = Exists<TRows, TColumns>(3, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            c34 = Exists<TRows, TColumns>(3, 4) ? LoadC<TColumns>(start, 4, last) : TKernel.Zero;
            c35 = Exists<TRows, TColumns>(3, 5) ? LoadC<TColumns>(start, 5, last) : TKernel.Zero;
            start += tile->StartRow;
            c40 = Exists<TRows, TColumns>(4, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c41 = Exists<TRows, TColumns>(4, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c42 = Exists<TRows, TColumns>(4, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c43 = Exists<TRows, TColumns>(4, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            start += tile->StartRow;
            c50 = Exists<TRows, TColumns>(5, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c51 = Exists<TRows, TColumns>(5, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c52 = Exists<TRows, TColumns>(5, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            c53 = Exists<TRows, TColumns>(5, 3) ? LoadC<TColumns>(start, 3, last) : TKernel.Zero;
            start += tile->StartRow;
            c60 = Exists<TRows, TColumns>(6, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c61 = Exists<TRows, TColumns>(6, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c62 = Exists<TRows, TColumns>(6, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            start += tile->StartRow;
            c70 = Exists<TRows, TColumns>(7, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c71 = Exists<TRows, TColumns>(7, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            c72 = Exists<TRows, TColumns>(7, 2) ? LoadC<TColumns>(start, 2, last) : TKernel.Zero;
            start += tile->StartRow;
            c80 = Exists<TRows, TColumns>(8, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c81 = Exists<TRows, TColumns>(8, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            start += tile->StartRow;
            c90 = Exists<TRows, TColumns>(9, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            c91 = Exists<TRows, TColumns>(9, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            start += tile->StartRow;
            ca0 = Exists<TRows, TColumns>(10, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            ca1 = Exists<TRows, TColumns>(10, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            start += tile->StartRow;
            cb0 = Exists<TRows, TColumns>(11, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            cb1 = Exists<TRows, TColumns>(11, 1) ? LoadC<TColumns>(start, 1, last) : TKernel.Zero;
            start += tile->StartRow;
            cc0 = Exists<TRows, TColumns>(12, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            start += tile->StartRow;
            cd0 = Exists<TRows, TColumns>(13, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            start += tile->StartRow;
            ce0 = Exists<TRows, TColumns>(14, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
            start += tile->StartRow;
            cf0 = Exists<TRows, TColumns>(15, 0) ? LoadC<TColumns>(start, 0, last) : TKernel.Zero;
        }

        T* a0 = tile->A;
        nint aRow = tile->ARow;
        nint aRow2 = 2 * aRow;
        T* a3 = a0 + (3 * aRow);
        T* a6 = a3 + (3 * aRow);
        T* a9 = a6 + (3 * aRow);
        T* a12 = a9 + (3 * aRow);
        nint aStep = tile->AStep;
        T* b = tile->B;
        T* bPair1 = b + tile->BPair;
        T* bPair2 = bPair1 + tile->BPair;
        T* bPair3 = bPair2 + tile->BPair;
        nint bStep = tile->BStep;
        for (int p = tile->Kc; p > 0; p--)
        {
            TVector b0 = LoadB<TColumns, TPacked>(b, 0, 0, last);
            TVector b1 = TColumns.N > 1 ? LoadB<TColumns, TPacked>(b, TKernel.Width, 1, last) : TKernel.Zero;
            TVector b2 = TColumns.N > 2 ? LoadB<TColumns, TPacked>(bPair1, 0, 2, last) : TKernel.Zero;
            TVector b3 = TColumns.N > 3 ? LoadB<TColumns, TPacked>(bPair1, TKernel.Width, 3, last) : TKernel.Zero;
            TVector b4 = TColumns.N > 4 ? LoadB<TColumns, TPacked>(bPair2, 0, 4, last) : TKernel.Zero;
            TVector b5 = TColumns.N > 5 ? LoadB<TColumns, TPacked>(bPair2, TKernel.Width, 5, last) : TKernel.Zero;
            TVector b6 = TColumns.N > 6 ? LoadB<TColumns, TPacked>(bPair3, 0, 6, last) : TKernel.Zero;
            TVector b7 = TColumns.N > 7 ? LoadB<TColumns, TPacked>(bPair3, TKernel.Width, 7, last) : TKernel.Zero;

            if (TRows.N == 1 && TPacked.B)
            {
                // Products of single rows wait for B: a few steps ahead, one line of each pair's registers.
                TKernel.Prefetch(b + Ahead);
                if (TColumns.N > 1 && !TPacked.IsBFloat16)
                    TKernel.Prefetch(b + Ahead + TKernel.Width);
                if (TColumns.N > 2)
                    TKernel.Prefetch(bPair1 + Ahead);
                if (TColumns.N > 3 && !TPacked.IsBFloat16)
                    TKernel.Prefetch(bPair1 + Ahead + TKernel.Width);
                if (TColumns.N > 4)
                    TKernel.Prefetch(bPair2 + Ahead);
                if (TColumns.N > 5 && !TPacked.IsBFloat16)
                    TKernel.Prefetch(bPair2 + Ahead + TKernel.Width);
                if (TColumns.N > 6)
                    TKernel.Prefetch(bPair3 + Ahead);
                if (TColumns.N > 7 && !TPacked.IsBFloat16)
                    TKernel.Prefetch(bPair3 + Ahead + TKernel.Width);
            }

            TVector a = TPacked.AByLane ? TKernel.Load(a0) : TKernel.LoadElement(a0);
            c00 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b0, c00);
            if (TColumns.N > 1)
                c01 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b1, c01);
            if (TColumns.N > 2)
                c02 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b2, c02);
            if (TColumns.N > 3)
                c03 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b3, c03);
            if (TColumns.N > 4)
                c04 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b4, c04);
            if (TColumns.N > 5)
                c05 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b5, c05);
            if (TColumns.N > 6)
                c06 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b6, c06);
            if (TColumns.N > 7)
                c07 = TKernel.MultiplyAdd(a, TPacked.Lane(0), b7, c07);

            if (TRows.N > 1)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 1) : TKernel.LoadElement(a0 + aRow);
                c10 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b0, c10);
                if (TColumns.N > 1)
                    c11 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b1, c11);
                if (TColumns.N > 2)
                    c12 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b2, c12);
                if (TColumns.N > 3)
                    c13 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b3, c13);
                if (TColumns.N > 4)
                    c14 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b4, c14);
                if (TColumns.N > 5)
                    c15 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b5, c15);
                if (TColumns.N > 6)
                    c16 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b6, c16);
                if (TColumns.N > 7)
                    c17 = TKernel.MultiplyAdd(a, TPacked.Lane(1), b7, c17);
            }

            if (TRows.N > 2)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 2) : TKernel.LoadElement(a0 + aRow2);
                c20 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b0, c20);
                if (TColumns.N > 1)
                    c21 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b1, c21);
                if (TColumns.N > 2)
                    c22 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b2, c22);
                if (TColumns.N > 3)
                    c23 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b3, c23);
                if (TColumns.N > 4)
                    c24 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b4, c24);
                if (TColumns.N > 5)
                    c25 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b5, c25);
                if (TColumns.N > 6)
                    c26 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b6, c26);
                if (TColumns.N > 7)
                    c27 = TKernel.MultiplyAdd(a, TPacked.Lane(2), b7, c27);
            }

            if (TRows.N > 3)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 3) : TKernel.LoadElement(a3);
                c30 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b0, c30);
                if (TColumns.N > 1)
                    c31 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b1, c31);
                if (TColumns.N > 2)
                    c32 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b2, c32);
                if (TColumns.N > 3)
                    c33 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b3, c33);
                if (TColumns.N > 4)
                    c34 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b4, c34);
                if (TColumns.N > 5)
                    c35 = TKernel.MultiplyAdd(a, TPacked.Lane(3), b5, c35);
            }

            if (TRows.N > 4)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 4) : TKernel.LoadElement(a3 + aRow);
                c40 = TKernel.MultiplyAdd(a, TPacked.Lane(4), b0, c40);
                if (TColumns.N > 1)
                    c41 = TKernel.MultiplyAdd(a, TPacked.Lane(4), b1, c41);
                if (TColumns.N > 2)
                    c42 = TKernel.MultiplyAdd(a, TPacked.Lane(4), b2, c42);
                if (TColumns.N > 3)
                    c43 = TKernel.MultiplyAdd(a, TPacked.Lane(4), b3, c43);
            }

            if (TRows.N > 5)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 5) : TKernel.LoadElement(a3 + aRow2);
                c50 = TKernel.MultiplyAdd(a, TPacked.Lane(5), b0, c50);
                if (TColumns.N > 1)
                    c51 = TKernel.MultiplyAdd(a, TPacked.Lane(5), b1, c51);
                if (TColumns.N > 2)
                    c52 = TKernel.MultiplyAdd(a, TPacked.Lane(5), b2, c52);
                if (TColumns.N > 3)
                    c53 = TKernel.MultiplyAdd(a, TPacked.Lane(5), b3, c53);
            }

            if (TRows.N > 6)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 6) : TKernel.LoadElement(a6);
                c60 = TKernel.MultiplyAdd(a, TPacked.Lane(6), b0, c60);
                if (TColumns.N > 1)
                    c61 = TKernel.MultiplyAdd(a, TPacked.Lane(6), b1, c61);
                if (TColumns.N > 2)
                    c62 = TKernel.MultiplyAdd(a, TPacked.Lane(6), b2, c62);
            }

            if (TRows.N > 7)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 7) : TKernel.LoadElement(a6 + aRow);
                c70 = TKernel.MultiplyAdd(a, TPacked.Lane(7), b0, c70);
                if (TColumns.N > 1)
                    c71 = TKernel.MultiplyAdd(a, TPacked.Lane(7), b1, c71);
                if (TColumns.N > 2)
                    c72 = TKernel.MultiplyAdd(a, TPacked.Lane(7), b2, c72);
            }

            if (TRows.N > 8)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 8) : TKernel.LoadElement(a6 + aRow2);
                c80 = TKernel.MultiplyAdd(a, TPacked.Lane(8), b0, c80);
                if (TColumns.N > 1)
                    c81 = TKernel.MultiplyAdd(a, TPacked.Lane(8), b1, c81);
            }

            if (TRows.N > 9)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 9) : TKernel.LoadElement(a9);
                c90 = TKernel.MultiplyAdd(a, TPacked.Lane(9), b0, c90);
                if (TColumns.N > 1)
                    c91 = TKernel.MultiplyAdd(a, TPacked.Lane(9), b1, c91);
            }

            if (TRows.N > 10)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 10) : TKernel.LoadElement(a9 + aRow);
                ca0 = TKernel.MultiplyAdd(a, TPacked.Lane(10), b0, ca0);
                if (TColumns.N > 1)
                    ca1 = TKernel.MultiplyAdd(a, TPacked.Lane(10), b1, ca1);
            }

            if (TRows.N > 11)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 11) : TKernel.LoadElement(a9 + aRow2);
                cb0 = TKernel.MultiplyAdd(a, TPacked.Lane(11), b0, cb0);
                if (TColumns.N > 1)
                    cb1 = TKernel.MultiplyAdd(a, TPacked.Lane(11), b1, cb1);
            }

            if (TRows.N > 12)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 12) : TKernel.LoadElement(a12);
                cc0 = TKernel.MultiplyAdd(a, TPacked.Lane(12), b0, cc0);
            }

            if (TRows.N > 13)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 13) : TKernel.LoadElement(a12 + aRow);
                cd0 = TKernel.MultiplyAdd(a, TPacked.Lane(13), b0, cd0);
            }

            if (TRows.N > 14)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 14) : TKernel.LoadElement(a12 + aRow2);
                ce0 = TKernel.MultiplyAdd(a, TPacked.Lane(14), b0, ce0);
            }

            if (TRows.N > 15)
            {
                a = TPacked.AByLane ? LoadLanes(a, a0, 15) : TKernel.LoadElement(a12 + aRow + aRow2);
                cf0 = TKernel.MultiplyAdd(a, TPacked.Lane(15), b0, cf0);
            }

            a0 += aStep;
            if (TRows.N > 3 && !TPacked.AByLane)
                a3 += aStep;
            if (TRows.N > 6 && !TPacked.AByLane)
                a6 += aStep;
            if (TRows.N > 9 && !TPacked.AByLane)
                a9 += aStep;
            if (TRows.N > 12 && !TPacked.AByLane)
                a12 += aStep;
            b += bStep;
            if (TColumns.N > 2)
                bPair1 += bStep;
            if (TColumns.N > 4)
                bPair2 += bStep;
            if (TColumns.N > 6)
                bPair3 += bStep;
        }

        TVector floor = TKernel.Broadcast(tile->Floor);
        T* c = tile->C;
        StoreC<TRows, TColumns>(c00, floor, c, 0, 0, last);
        StoreC<TRows, TColumns>(c01, floor, c, 0, 1, last);
        StoreC<TRows, TColumns>(c02, floor, c, 0, 2, last);
        StoreC<TRows, TColumns>(c03, floor, c, 0, 3, last);
        StoreC<TRows, TColumns>(c04, floor, c, 0, 4, last);
        StoreC<TRows, TColumns>(c05, floor, c, 0, 5, last);
        StoreC<TRows, TColumns>(c06, floor, c, 0, 6, last);
        StoreC<TRows, TColumns>(c07, floor, c, 0, 7, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c10, floor, c, 1, 0, last);
        StoreC<TRows, TColumns>(c11, floor, c, 1, 1, last);
        StoreC<TRows, TColumns>(c12, floor, c, 1, 2, last);
        StoreC<TRows, TColumns>(c13, floor, c, 1, 3, last);
        StoreC<TRows, TColumns>(c14, floor, c, 1, 4, last);
        StoreC<TRows, TColumns>(c15, floor, c, 1, 5, last);
        StoreC<TRows, TColumns>(c16, floor, c, 1, 6, last);
        StoreC<TRows, TColumns>(c17, floor, c, 1, 7, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c20, floor, c, 2, 0, last);
        StoreC<TRows, TColumns>(c21, floor, c, 2, 1, last);
        StoreC<TRows, TColumns>(c22, floor, c, 2, 2, last);
        StoreC<TRows, TColumns>(c23, floor, c, 2, 3, last);
        StoreC<TRows, TColumns>(c24, floor, c, 2, 4, last);
        StoreC<TRows, TColumns>(c25, floor, c, 2, 5, last);
        StoreC<TRows, TColumns>(c26, floor, c, 2, 6, last);
        StoreC<TRows, TColumns>(c27, floor, c, 2, 7, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c30, floor, c, 3, 0, last);
        StoreC<TRows, TColumns>(c31, floor, c, 3, 1, last);
        StoreC<TRows, TColumns>(c32, floor, c, 3, 2, last);
        StoreC<TRows, TColumns>(c33, floor, c, 3, 3, last);
        StoreC<TRows, TColumns>(c34, floor, c, 3, 4, last);
        StoreC<TRows, TColumns>(c35, floor, c, 3, 5, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c40, floor, c, 4, 0, last);
        StoreC<TRows, TColumns>(c41, floor, c, 4, 1, last);
        StoreC<TRows, TColumns>(c42, floor, c, 4, 2, last);
        StoreC<TRows, TColumns>(c43, floor, c, 4, 3, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c50, floor, c, 5, 0, last);
        StoreC<TRows, TColumns>(c51, floor, c, 5, 1, last);
        StoreC<TRows, TColumns>(c52, floor, c, 5, 2, last);
        StoreC<TRows, TColumns>(c53, floor, c, 5, 3, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c60, floor, c, 6, 0, last);
        StoreC<TRows, TColumns>(c61, floor, c, 6, 1, last);
        StoreC<TRows, TColumns>(c62, floor, c, 6, 2, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c70, floor, c, 7, 0, last);
        StoreC<TRows, TColumns>(c71, floor, c, 7, 1, last);
        StoreC<TRows, TColumns>(c72, floor, c, 7, 2, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c80, floor, c, 8, 0, last);
        StoreC<TRows, TColumns>(c81, floor, c, 8, 1, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(c90, floor, c, 9, 0, last);
        StoreC<TRows, TColumns>(c91, floor, c, 9, 1, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(ca0, floor, c, 10, 0, last);
        StoreC<TRows, TColumns>(ca1, floor, c, 10, 1, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(cb0, floor, c, 11, 0, last);
        StoreC<TRows, TColumns>(cb1, floor, c, 11, 1, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(cc0, floor, c, 12, 0, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(cd0, floor, c, 13, 0, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(ce0, floor, c, 14, 0, last);
        c += tile->CRow;
        StoreC<TRows, TColumns>(cf0, floor, c, 15, 0, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Exists<TRows, TColumns>(int row, int column)
        where TRows : struct, ICount
        where TColumns : struct, ICount => TRows.N > row && TColumns.N > column;

    // The register that has this row of A in a lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LoadLanes(TVector last, T* step, int row) => row % TKernel.Width == 0 ? TKernel.Load(step + row) : last;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LoadB<TColumns, TPacked>(T* pair, int offset, int column, int last)
        where TColumns : struct, ICount
        where TPacked : struct, IPacked =>
        TPacked.IsBFloat16 ? (offset == 0 ? TKernel.WidenLower(TKernel.Load(pair)) : TKernel.WidenUpper(TKernel.Load(pair)))
        : TPacked.B || column < TColumns.N - 1 ? TKernel.Load(pair + offset) : TKernel.LoadFirst(pair + offset, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector LoadC<TColumns>(T* row, int column, int last)
        where TColumns : struct, ICount =>
        column < TColumns.N - 1 ? TKernel.Load(row + (column * TKernel.Width)) : TKernel.LoadFirst(row + (column * TKernel.Width), last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreC<TRows, TColumns>(TVector value, TVector floor, T* row, int rowIndex, int column, int last)
        where TRows : struct, ICount
        where TColumns : struct, ICount
    {
        if (TRows.N <= rowIndex || TColumns.N <= column)
            return;
        value = TKernel.AtLeast(floor, value);
        if (column < TColumns.N - 1)
            TKernel.Store(value, row + (column * TKernel.Width));
        else
            TKernel.StoreFirst(value, row + (column * TKernel.Width), last);
    }
}
