namespace SimdNet.Perf.Peers;

/// <summary>A peer that was asked for cannot take part; the message says which, and why.</summary>
internal sealed class PeerException(string message) : Exception(message);
