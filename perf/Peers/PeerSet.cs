namespace SimdNet.Perf.Peers;

/// <summary>The peers that this machine has; null: not found.</summary>
internal sealed record PeerSet(OpenBlas? OpenBlas, OneDnn? OneDnn, Libxsmm? Libxsmm, OnnxRuntime? OnnxRuntime, MathNetPeer MathNet)
{
    public const string TensorPrimitives = "tensorprim";

    /// <summary>Those that multiply matrices, in the order of the table.</summary>
    public IReadOnlyList<IGemmPeer> Gemm { get; } = [.. new IGemmPeer?[] { OpenBlas, OneDnn, Libxsmm, OnnxRuntime, MathNet }.OfType<IGemmPeer>()];

    public IReadOnlyList<IDoubleGemmPeer> GemmDouble => [.. Gemm.OfType<IDoubleGemmPeer>()];

    /// <summary>All names in the order of the table.</summary>
    public IReadOnlyList<string> Names => [.. Gemm.Select(peer => peer.Name), TensorPrimitives];

    public static PeerSet Find() => new(Peers.OpenBlas.Find(), Peers.OneDnn.Find(), Peers.Libxsmm.Find(), Peers.OnnxRuntime.Find(), MathNetPeer.Find());

    /// <summary>A line for each: its version, or that it is missing.</summary>
    public string Describe() =>
        $"""
        openblas     {OpenBlas?.Description ?? "not found"}
        onednn       {OneDnn?.Description ?? "not found"}
        libxsmm      {Libxsmm?.Description ?? "not found"}
        onnxruntime  {OnnxRuntime?.Description ?? "not found"}
        mathnet      {MathNetPeer.Description}
        tensorprim   System.Numerics.Tensors {typeof(System.Numerics.Tensors.TensorPrimitives).Assembly.GetName().Version}
        How to get a missing one: perf/README.md

        """;
}
