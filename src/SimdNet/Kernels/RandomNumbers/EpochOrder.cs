namespace SimdNet.Kernels;

/// <summary>The order in which an epoch takes the samples.</summary>
internal static class EpochOrder
{
    // Initialisation takes streams from 0 on: the same seed gives unrelated weights and orders.
    private const ulong FirstShuffleStream = 1UL << 32;

    /// <summary>order = 0, 1, ..., shuffled or not</summary>
    /// <param name="order">one element for each sample, overwritten</param>
    /// <param name="seed">which shuffles</param>
    /// <param name="shuffle">whether</param>
    /// <param name="epoch">each has an order of its own</param>
    public static void Fill(Span<int> order, ulong seed, bool shuffle, int epoch)
    {
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        if (shuffle)
            Philox.Shuffle(seed, Stream(epoch), order);
    }

    /// <summary>The stream of random numbers of an epoch's order.</summary>
    public static ulong Stream(int epoch) => FirstShuffleStream + (ulong)epoch;
}
