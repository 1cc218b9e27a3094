using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using SimdNet.Buffers;
using SimdNet.Perf.Comparison;

namespace SimdNet.Perf.Peers;

/// <summary>PyTorch in a Python process of its own, which times itself: <c>pytorch_peer.py</c>.</summary>
internal sealed class PyTorch : IDisposable
{
    public const string Name = "pytorch", EnvironmentVariable = "SIMDNET_PYTORCH";

    // Importing PyTorch takes seconds, and more on a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _child;

    private PyTorch(ChildProcess child)
    {
        _child = child;
        JsonElement greeting = child.Answer();
        Description = $"PyTorch {child.Text(greeting, "pytorch")}, {child.Text(greeting, "capability")}, BLAS: {child.Text(greeting, "blas")}";
    }

    public string Description { get; }

    /// <summary>null: the environment variable names no Python.</summary>
    /// <param name="openBlasCore">the kernels that OpenBLAS has in this process; null: it chooses for itself</param>
    /// <exception cref="PeerException">it names one that does not run, or has no PyTorch</exception>
    public static PyTorch? Find(string? openBlasCore)
    {
        if (Environment.GetEnvironmentVariable(EnvironmentVariable) is not { Length: > 0 } python)
            return null;
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Peers", "pytorch_peer.py")]);
        OpenBlas.Unpin(start.Environment, openBlasCore);
        var child = new ChildProcess($"PyTorch ({EnvironmentVariable}={python})", start, s_patience);
        try
        {
            return new PyTorch(child);
        }
        catch (PeerException)
        {
            child.Dispose();
            throw;
        }
    }

    /// <summary>So many steps of a training; its loss goes where everybody's goes.</summary>
    public PyTorchTraining Train(TrainingProblem problem)
    {
        var request = new { sizes = problem.Sizes, batch = problem.Batch, optimizer = problem.Optimizer, learning_rate = problem.LearningRate, threads = problem.Threads };
        JsonElement answer = _child.Ask(request, Bytes<float>(problem.Parameters), Bytes<float>(problem.Inputs.Span), Bytes<long>([.. problem.Labels.Select(label => (long)label)]));
        _child.Text(answer, "foreach");
        return new PyTorchTraining(_child, problem.Loss);
    }

    public void Dispose() => _child.Dispose();

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : struct => MemoryMarshal.AsBytes(values).ToArray();
}

/// <summary>A training in PyTorch's process.</summary>
internal sealed class PyTorchTraining(ChildProcess child, AlignedBuffer loss)
{
    /// <summary>What the last run took by the other process's clock: pipes are not timed.</summary>
    public double Nanoseconds { get; private set; }

    /// <summary>So many steps.</summary>
    public void Run(int steps)
    {
        JsonElement answer = child.Ask(new { steps });
        Nanoseconds = child.Number(answer, "nanoseconds");
        loss.Span[0] = (float)child.Number(answer, "loss");
    }
}
