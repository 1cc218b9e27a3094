using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;

namespace SimdNet.Tests.Samples.LatencyService;

/// <summary>Floats as a client of the service writes and reads them</summary>
internal static class Floats
{
    public static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    public static float[] FromBytes(byte[] bytes)
    {
        Assert.Equal(0, bytes.Length % sizeof(float));
        return [.. bytes.Chunk(sizeof(float)).Select(bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes))];
    }

    /// <summary>{"inputs": [[...], ...]}</summary>
    public static string ToJson(float[] values, int features) =>
        $"{{\"inputs\": [{string.Join(", ", values.Chunk(features).Select(row => $"[{string.Join(", ", row.Select(value => value.ToString("R", CultureInfo.InvariantCulture)))}]"))}]}}";

    /// <summary>The rows of {"outputs": [[...], ...]}, one after the other</summary>
    public static float[] FromJson(string json, int features)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonProperty outputs = Assert.Single(document.RootElement.EnumerateObject());
        Assert.Equal("outputs", outputs.Name);
        Assert.All(outputs.Value.EnumerateArray(), row => Assert.Equal(features, row.GetArrayLength()));
        return [.. outputs.Value.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetSingle())];
    }
}
