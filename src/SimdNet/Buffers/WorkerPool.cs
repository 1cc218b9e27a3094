using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace SimdNet.Buffers;

/// <summary>A fixed number of threads that share the chunks of a job with the thread that calls. Threads start here and nowhere else in this library.</summary>
/// <remarks>
/// A job costs no allocation and no delegate. Workers look for the next job for a short while, then park and use no processor time.
/// A call from a second thread while a job runs, or from inside a job, does its whole job on its own thread: it neither waits nor fails,
/// and since results never depend on the number of threads, it gives the same bits.
/// </remarks>
public sealed unsafe class WorkerPool : IDisposable
{
    /// <summary>The most threads a pool may have.</summary>
    public const int MaxThreads = 1024;

    // A worker looks this often for the next job before it parks; waking a parked one takes tens of microseconds.
    private const int SpinsBeforePark = 2000;
    private const int Closed = int.MinValue;

    // A caller whose part is done looks this often whether the others' are, some 10 ms long; then once in a millisecond, because a part may be a whole training run.
    private const int SpinsBeforeSleep = 20_000;

    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _wake = new(0);
    private int _busy;
    private int _parked;
    private volatile bool _disposed;

    // The job: written by the caller before it opens the gate, read by workers that have entered.
    private delegate*<void*, int, void> _execute;
    private void* _job;
    private int _chunks;
    private int _nextChunk;
    private Exception? _failure;

    // Workers inside the current job; negative while it is closed to more.
    private int _gate = Closed;

    // Counts jobs, so that a worker enters each at most once.
    private int _generation;

    /// <summary>Starts threads - 1 workers; the calling thread is the last one.</summary>
    /// <param name="threads">1 to <see cref="MaxThreads"/>; 1 starts none</param>
    /// <exception cref="ArgumentOutOfRangeException">the number is out of range</exception>
    public WorkerPool(int threads)
    {
        if (threads is < 1 or > MaxThreads)
            throw new ArgumentOutOfRangeException(nameof(threads), threads, $"a pool has 1 to {MaxThreads} threads.");
        Threads = threads;
        _workers = new Thread[threads - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"SimdNet worker {i + 1}" };
            _workers[i].Start();
        }
    }

    /// <summary>The number of threads that share a job, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Ends the workers and waits for them. Calling it while a job runs on another thread is an error of the caller.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_workers.Length > 0)
            _wake.Release(_workers.Length);
        foreach (Thread worker in _workers)
            worker.Join();
        _wake.Dispose();
    }

    /// <summary>Runs job.Execute(chunk) once for each chunk from 0 to chunks - 1, in any order, on any of the threads; returns when all are done.</summary>
    /// <exception cref="ObjectDisposedException">the pool was disposed</exception>
    /// <remarks>What a chunk throws is thrown here, the first if there are several; chunks not begun by then are abandoned.</remarks>
    internal void Run<TJob>(ref TJob job, int chunks)
        where TJob : unmanaged, IWorkerJob
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_workers.Length == 0 || chunks < 2 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            for (int chunk = 0; chunk < chunks; chunk++)
                job.Execute(chunk);
            return;
        }

        fixed (TJob* pinned = &job)
            Share(&Execute<TJob>, pinned, chunks);

        Exception? failure = _failure;
        _failure = null;
        Volatile.Write(ref _busy, 0);
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    private static void Execute<TJob>(void* job, int chunk)
        where TJob : unmanaged, IWorkerJob => Unsafe.AsRef<TJob>(job).Execute(chunk);

    private void Share(delegate*<void*, int, void> execute, void* job, int chunks)
    {
        (_chunks, _nextChunk) = (chunks, 0);
        _execute = execute;
        _job = job;
        Volatile.Write(ref _gate, 0);
        Interlocked.Increment(ref _generation);
        int wanted = int.Min(Volatile.Read(ref _parked), chunks - 1);
        if (wanted > 0)
            _wake.Release(wanted);

        TakeChunks();

        // No chunk is left: let nobody in any more, and wait for those inside.
        Interlocked.Or(ref _gate, Closed);
        var spin = new SpinWait();
        while (Volatile.Read(ref _gate) != Closed)
            spin.SpinOnce(sleep1Threshold: SpinsBeforeSleep);
    }

    private void TakeChunks()
    {
        int chunk;
        while ((chunk = Interlocked.Increment(ref _nextChunk) - 1) < _chunks)
        {
            try
            {
                _execute(_job, chunk);
            }
#pragma warning disable CA1031 // whatever a chunk throws is thrown again on the caller's thread
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
                Volatile.Write(ref _nextChunk, _chunks);
            }
        }
    }

    private void Work()
    {
        int seen = 0;
        while (!_disposed)
        {
            int generation = WaitForJob(seen);
            if (generation == seen)
                continue;
            seen = generation;
            if (!TryEnter())
                continue;
            TakeChunks();
            Interlocked.Decrement(ref _gate);
        }
    }

    // Returns the generation seen last; the same as before after a wake-up that was for another worker.
    private int WaitForJob(int seen)
    {
        int generation;
        for (int i = 0; i < SpinsBeforePark; i++)
        {
            if ((generation = Volatile.Read(ref _generation)) != seen || _disposed)
                return generation;
            Thread.SpinWait(8);
        }

        Interlocked.Increment(ref _parked);
        generation = Volatile.Read(ref _generation);
        if (generation == seen && !_disposed)
            _wake.Wait();
        Interlocked.Decrement(ref _parked);
        return Volatile.Read(ref _generation);
    }

    private bool TryEnter()
    {
        int inside;
        while ((inside = Volatile.Read(ref _gate)) >= 0)
        {
            if (Interlocked.CompareExchange(ref _gate, inside + 1, inside) == inside)
                return true;
        }

        return false;
    }
}

/// <summary>A job's chunks, each safe to run at the same time as the others.</summary>
internal interface IWorkerJob
{
    void Execute(int chunk);
}
