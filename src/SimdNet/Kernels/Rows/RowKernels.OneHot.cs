namespace SimdNet.Kernels;

public static partial class RowKernels
{
    /// <summary>y = x with each code spread out: column j, if n = categories[j] is not 0, becomes n columns, 1 at the code and 0 elsewhere; otherwise it is copied.</summary>
    /// <param name="x">rows x categories.Length</param>
    /// <param name="categories">of each column</param>
    /// <param name="y">rows x the sum of max(n, 1), overwritten; disjoint from x</param>
    /// <param name="name">what the message calls x</param>
    /// <param name="parameter">the argument that the message is about</param>
    /// <remarks>Allocates nothing.</remarks>
    /// <exception cref="ArgumentException">a code is no whole number from 0 to n - 1; the message says which, and y is as it was</exception>
    internal static void OneHot(ReadOnlySpan<float> x, ReadOnlySpan<int> categories, Span<float> y, string name, string parameter)
    {
        // Codes first, so that nothing is half-written.
        for (int i = 0; i < x.Length; i++)
        {
            int n = categories[i % categories.Length];
            if (n > 0 && !(x[i] >= 0 && x[i] < n && x[i] == (int)x[i]))
                throw new ArgumentException($"{name}[row {i / categories.Length}, column {i % categories.Length}] is {x[i]}; expected a code from 0 to {n - 1}.", parameter);
        }

        for (int i = 0, at = 0; i < x.Length; i++)
        {
            int n = categories[i % categories.Length];
            if (n == 0)
            {
                y[at++] = x[i];
                continue;
            }

            y.Slice(at, n).Clear();
            y[at + (int)x[i]] = 1;
            at += n;
        }
    }
}
