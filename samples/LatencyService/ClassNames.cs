using System.Text.Json;
using SimdNet.Kernels;

namespace LatencyService;

/// <summary>What the outputs are called, as answers have it.</summary>
internal sealed class ClassNames
{
    private readonly byte[][] _json;

    public ClassNames(IReadOnlyList<string> names)
    {
        Names = names;
        _json = [.. names.Select(name => (byte[])[.. "\""u8, .. JsonEncodedText.Encode(name).EncodedUtf8Bytes, .. "\""u8])];
        Longest = _json.Max(name => name.Length);
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Bytes of the longest name as JSON.</summary>
    public int Longest { get; }

    /// <summary>The name of a row's largest output, as JSON.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<float> outputs) => _json[ReductionKernels.ArgMax(outputs)];
}
