using SimdNet.Buffers;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>The loops of every model: threads take blocks of neurons; a block takes all its steps while it is in the first-level cache.</summary>
internal static unsafe class PopulationLoop
{
    /// <summary>Neurons of a block: with four variables, their slopes and a stage's point 6 KB of floats, and enough registers side by side to hide the latency of an exponential.</summary>
    public const int BlockNeurons = 128;

    public static void Run<TEquations>(TEquations equations, in PopulationRun<float> run, WorkerPool? pool)
        where TEquations : unmanaged, INeuronEquations<float>
    {
        var job = new LaneJob<TEquations> { Equations = equations, Run = run };
        Share(ref job, run.Count, pool);
    }

    public static void Run<TEquations>(TEquations equations, in PopulationRun<double> run, WorkerPool? pool)
        where TEquations : unmanaged, INeuronEquations<double>
    {
        var job = new DoubleJob<TEquations> { Equations = equations, Run = run };
        Share(ref job, run.Count, pool);
    }

    private static void Share<TJob>(ref TJob job, int count, WorkerPool? pool)
        where TJob : unmanaged, IWorkerJob
    {
        int blocks = ((count - 1) / BlockNeurons) + 1;
        if (pool is not null)
        {
            pool.Run(ref job, blocks);
            return;
        }

        for (int block = 0; block < blocks; block++)
            job.Execute(block);
    }

    private struct LaneJob<TEquations> : IWorkerJob, ILaneAction
        where TEquations : unmanaged, INeuronEquations<float>
    {
        public TEquations Equations;
        public PopulationRun<float> Run;
        private int _block;

        public readonly void Execute(int chunk)
        {
            LaneJob<TEquations> own = this;
            own._block = chunk;
            Isa.Run(ref own);
        }

        readonly void ILaneAction.Run<TLane>() => PopulationBlock<TEquations, float, TLane, LaneReal<TLane>>.Advance(in Equations, in Run, _block);
    }

    private struct DoubleJob<TEquations> : IWorkerJob
        where TEquations : unmanaged, INeuronEquations<double>
    {
        public TEquations Equations;
        public PopulationRun<double> Run;

        public readonly void Execute(int chunk) => PopulationBlock<TEquations, double, F64x1, DoubleReal>.Advance(in Equations, in Run, chunk);
    }
}
