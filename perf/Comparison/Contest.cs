using System.Diagnostics;
using SimdNet.Buffers;

namespace SimdNet.Perf.Comparison;

/// <summary>Somebody who does a case's work: SimdNet, a peer, or the machine's limit.</summary>
/// <param name="Name">its name in the table: <c>simdnet</c>, <c>openblas</c>, ...</param>
/// <param name="Run">does the work so many times, in a loop of its own, so that a call costs everybody the same nanosecond or two</param>
/// <param name="OwnClock">nanoseconds of the last <paramref name="Run"/>, where not all of it counts, or it is the work of another process, which times itself; null: whoever calls it does</param>
internal sealed record Contestant(string Name, Action<int> Run, Func<double>? OwnClock = null);

/// <summary>The contestants of one case, and the memory and native objects that they use until it is over.</summary>
internal sealed class Contest : IDisposable
{
    private readonly List<Contestant> _contestants = [];
    private readonly List<string> _leftOut = [];
    private readonly Stack<IDisposable> _owned = [];
    private AlignedBuffer? _output;
    private float[] _initial = [];
    private Func<string?> _fault = () => null;

    /// <summary>SimdNet first.</summary>
    public IReadOnlyList<Contestant> Contestants => _contestants;

    /// <summary>Peers with a wrong result, and what is wrong with it.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Disposes something when the case is over.</summary>
    public T Own<T>(T resource)
        where T : IDisposable
    {
        _owned.Push(resource);
        return resource;
    }

    /// <summary>Aligned native memory with numbers in [-1, 1) that are the same in every run.</summary>
    public AlignedBuffer Uniform(int length, ulong stream)
    {
        AlignedBuffer buffer = Own(new AlignedBuffer(length));
        RandomInputs.Uniform(buffer.Span, stream);
        return buffer;
    }

    /// <summary>Memory that every contestant must overwrite: it holds NaN before the first call of each.</summary>
    public AlignedBuffer Result(int length)
    {
        AlignedBuffer buffer = Own(new AlignedBuffer(length));
        buffer.Span.Fill(float.NaN);
        return buffer;
    }

    /// <summary>What the first call of each contestant must make of the output as it is now.</summary>
    public void Expect(AlignedBuffer output, Expectation expected) => Expect(output, () => expected.Fault<float>(output.Span));

    /// <summary>As above, where the output holds something else than floats.</summary>
    public void Expect(AlignedBuffer output, Func<string?> fault)
    {
        _output = output;
        _initial = output.Span.ToArray();
        _fault = fault;
    }

    /// <summary>Adds a contestant if its first result is right; a null one does not have this function.</summary>
    /// <exception cref="InvalidOperationException">SimdNet's result is not the expected one; the message has both</exception>
    public void Add(string name, Action<int>? run, Func<double>? ownClock = null)
    {
        if (run is null)
            return;
        AlignedBuffer output = _output ?? throw new InvalidOperationException("Expect comes before Add.");
        _initial.CopyTo(output.Span);
        run(1);
        if (_fault() is not string fault)
            _contestants.Add(new Contestant(name, run, ownClock));
        else if (_contestants.Count > 0)
            _leftOut.Add($"{name} is left out: {fault}.");
        else
            throw new InvalidOperationException($"{name}: {fault}.");
    }

    /// <summary>Adds a contestant that works in place: what it works on is restored before each call, and that does not count.</summary>
    /// <exception cref="InvalidOperationException">SimdNet's result is not the expected one; the message has both</exception>
    public void AddInPlace(string name, Action? restore, Action run)
    {
        if (restore is null)
            return;
        long ticks = 0;
        Add(
            name,
            times =>
            {
                ticks = 0;
                for (int i = 0; i < times; i++)
                {
                    restore();
                    long start = Stopwatch.GetTimestamp();
                    run();
                    ticks += Stopwatch.GetTimestamp() - start;
                }
            },
            () => ticks * (1e9 / Stopwatch.Frequency));
    }

    public void Dispose()
    {
        while (_owned.TryPop(out IDisposable? resource))
            resource.Dispose();
    }
}
