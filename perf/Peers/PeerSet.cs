namespace SimdNet.Perf.Peers;

/// <summary>The peers that this machine has; null: not found.</summary>
internal sealed record PeerSet(OpenBlas? OpenBlas, OneDnn? OneDnn, Libxsmm? Libxsmm, OnnxRuntime? OnnxRuntime, MathNetPeer MathNet, PyTorch? PyTorch) : IDisposable
{
    public const string TensorPrimitives = "tensorprim";

    /// <summary>Those that multiply matrices, in the order of the table.</summary>
    public IReadOnlyList<IGemmPeer> Gemm { get; } = [.. new IGemmPeer?[] { OpenBlas, OneDnn, Libxsmm, OnnxRuntime, MathNet }.OfType<IGemmPeer>()];

    public IReadOnlyList<IDoubleGemmPeer> GemmDouble => [.. Gemm.OfType<IDoubleGemmPeer>()];

    /// <summary>All names in the order of the table.</summary>
    public IReadOnlyList<string> Names => [.. Gemm.Select(peer => peer.Name), TensorPrimitives, .. PyTorch is null ? Array.Empty<string>() : [Peers.PyTorch.Name]];

    /// <exception cref="DllNotFoundException">an environment variable names a library that cannot be loaded</exception>
    /// <exception cref="PeerException">an environment variable names a Python without PyTorch</exception>
    public static PeerSet Find()
    {
        OpenBlas? openBlas = Peers.OpenBlas.Find();
        return new PeerSet(openBlas, Peers.OneDnn.Find(), Peers.Libxsmm.Find(), Peers.OnnxRuntime.Find(), MathNetPeer.Find(), Peers.PyTorch.Find(openBlas?.CoreType));
    }

    /// <summary>A line for each: its version, or that it is missing.</summary>
    public string Describe() =>
        $"""
        openblas     {OpenBlas?.Description ?? "not found"}
        onednn       {OneDnn?.Description ?? "not found"}
        libxsmm      {Libxsmm?.Description ?? "not found"}
        onnxruntime  {OnnxRuntime?.Description ?? "not found"}
        mathnet      {MathNetPeer.Description}
        tensorprim   System.Numerics.Tensors {typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.GetName().Version}
        pytorch      {PyTorch?.Description ?? "not asked for"}
        How to get a missing one: perf/README.md

        """;

    public void Dispose() => PyTorch?.Dispose();
}
