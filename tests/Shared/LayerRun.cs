using SimdNet.Nn;

namespace SimdNet.Testing;

/// <summary>A layer's forward pass with memory of its own, exactly as much as the layer asks for, and backward passes after it</summary>
internal sealed class LayerRun
{
    private readonly Layer _layer;
    private readonly int _batch;
    private readonly float[] _x;
    private readonly float[] _cache;

    public LayerRun(Layer layer, float[] x, int batch)
    {
        (_layer, _x, _batch) = (layer, x, batch);
        int inFeatures = x.Length / batch;
        Y = new float[batch * layer.OutFeatures(inFeatures)];
        _cache = new float[layer.CacheLength(inFeatures, batch)];
        Y.AsSpan().Fill(float.NaN); // a pass overwrites what it finds
        _cache.AsSpan().Fill(float.NaN);
        Forward();
    }

    public float[] Y { get; }

    public static float[] Predict(Layer layer, float[] x, int batch) => new LayerRun(layer, x, batch).Y;

    public void Forward() => _layer.Forward(_x, _batch, Y, _cache, pool: null);

    /// <summary>dx</summary>
    public float[] Backward(float[] dy)
    {
        var dx = new float[_x.Length];
        dx.AsSpan().Fill(float.NaN);
        Backward(dy, dx);
        return dx;
    }

    public void Backward(ReadOnlySpan<float> dy, Span<float> dx) => _layer.Backward(_x, Y, dy, _batch, dx, _cache, pool: null);
}
