using System.Numerics;
using System.Runtime.CompilerServices;
using SimdNet.Lanes;

namespace SimdNet.Neurons;

/// <summary>Some steps of one block of neurons.</summary>
internal static unsafe class PopulationBlock<TEquations, TNumber, T, TMath>
    where TEquations : unmanaged, INeuronEquations<TNumber>
    where TNumber : unmanaged, IFloatingPointIeee754<TNumber>
    where T : unmanaged, IArithmetic<T>
    where TMath : struct, IReal<T, TNumber>
{
    private const int Block = PopulationLoop.BlockNeurons, Alignment = 64;

    // Rows of the scratch memory: the current, the voltages before the step, and of each variable the point of a stage and the sum of slopes.
    private const int BeforeRow = 1, PointRows = 2, SumRows = 6, Rows = 10;

    public static void Advance(in TEquations equations, in PopulationRun<TNumber> run, int block)
    {
        byte* memory = stackalloc byte[(Rows * Block * sizeof(double)) + Alignment];
        TNumber* scratch = (TNumber*)(((nuint)memory + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        int first = block * Block, count = int.Min(Block, run.Count - first), padded = (count + TMath.Count - 1) / TMath.Count * TMath.Count;
        TNumber* state = run.State + first, before = scratch + (BeforeRow * Block);
        long samples = run.FirstStep / run.Every;
        for (int k = 0; k < run.Steps; k++)
        {
            long step = run.FirstStep + k;
            SetCurrents(run, k, first, count, padded, scratch);
            (double begin, double end) = Shared(run, step);
            new ReadOnlySpan<TNumber>(state, padded).CopyTo(new Span<TNumber>(before, padded));
            Step(equations, run, state, scratch, padded, begin, end);
            if (TEquations.CountsDown)
                CountDown(state + run.Stride, padded, TNumber.CreateTruncating(run.TimeStep));
            TNumber* sample = null;
            if (run.Voltages != null && (step + 1) % run.Every == 0)
            {
                sample = run.Voltages + ((((step + 1) / run.Every) - samples - 1) * run.Count) + first;
                new ReadOnlySpan<TNumber>(state, count).CopyTo(new Span<TNumber>(sample, count));
            }

            if (HasSpike(before, state, padded, equations.Threshold))
                Spikes(equations, run, step, first, count, before, sample);
        }
    }

    private static void Step(in TEquations equations, in PopulationRun<TNumber> run, TNumber* state, TNumber* scratch, int padded, double begin, double end)
    {
        double dt = run.TimeStep;
        switch (run.Integrator)
        {
            case Integrator.ForwardEuler:
                Euler(equations, state, run.Stride, scratch, padded, begin, dt);
                break;
            case Integrator.ExponentialEuler:
                Exponential(equations, state, run.Stride, scratch, padded, begin, dt);
                break;
            default:
                // k1 at the beginning, k2 and k3 in the middle, k4 at the end; x += dt/6 (k1 + 2 k2 + 2 k3 + k4)
                double middle = 0.5 * (begin + end);
                Stage(equations, state, run.Stride, scratch, padded, begin, isFirst: true, weight: 1, length: 0.5 * dt);
                Stage(equations, state, run.Stride, scratch, padded, middle, isFirst: false, weight: 2, length: 0.5 * dt);
                Stage(equations, state, run.Stride, scratch, padded, middle, isFirst: false, weight: 2, length: dt);
                LastStage(equations, state, run.Stride, scratch, padded, end, dt / 6);
                break;
        }
    }

    // What is given and noise, a number for each neuron: written at the first step, and again where it changes.
    private static void SetCurrents(in PopulationRun<TNumber> run, int k, int first, int count, int padded, TNumber* current)
    {
        long step = run.FirstStep + k;
        bool isNew = k == 0 || (run.Given != null && run.GivenStride != 0);
        for (int i = 0; i < run.CurrentCount && !isNew; i++)
            isNew = run.Currents[i].IsNoise && run.Currents[i].IsNewAt(step, run.TimeStep);
        if (!isNew)
            return;
        var row = new Span<TNumber>(current, padded);
        row.Clear();
        if (run.Given != null)
            new ReadOnlySpan<TNumber>(run.Given + ((nint)k * run.GivenStride) + first, count).CopyTo(row);
        Span<float> noise = stackalloc float[Block];
        for (int i = 0; i < run.CurrentCount; i++)
        {
            if (!run.Currents[i].IsNoise)
                continue;
            run.Currents[i].Fill(step, run.TimeStep, first, noise[..count]);
            for (int j = 0; j < count; j++)
                row[j] += TNumber.CreateTruncating(noise[j]);
        }
    }

    private static (double Begin, double End) Shared(in PopulationRun<TNumber> run, long step)
    {
        double begin = 0, end = 0;
        for (int i = 0; i < run.CurrentCount; i++)
        {
            (double atBegin, double atEnd) = run.Currents[i].During(step, run.TimeStep);
            begin += atBegin;
            end += atEnd;
        }

        return (begin, end);
    }

    // Each loop is compiled on its own and holds the equations once: the JIT's budget of locals has no room for more.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Euler(in TEquations source, TNumber* x, nint stride, TNumber* scratch, int count, double shared, double dt)
    {
        TEquations equations = source;
        T step = TMath.Of(dt), common = TMath.Of(shared), zero = TMath.Of(0);
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T x0 = TMath.Load(x + j), x1 = TMath.Load(x + stride + j), x2 = zero, x3 = zero;
            if (TEquations.Variables > 2)
                (x2, x3) = (TMath.Load(x + (2 * stride) + j), TMath.Load(x + (3 * stride) + j));
            equations.Evaluate<T, TMath>(TMath.Load(scratch + j) + common, x0, x1, x2, x3, out T f0, out T f1, out T f2, out T f3, out _, out _, out _, out _);
            TMath.Store(T.FusedMultiplyAdd(step, f0, x0), x + j);
            TMath.Store(T.FusedMultiplyAdd(step, f1, x1), x + stride + j);
            if (TEquations.Variables > 2)
            {
                TMath.Store(T.FusedMultiplyAdd(step, f2, x2), x + (2 * stride) + j);
                TMath.Store(T.FusedMultiplyAdd(step, f3, x3), x + (3 * stride) + j);
            }
        }
    }

    // In two loops, slopes and factors first: one with four more exponentials would be beyond the JIT's budget.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Exponential(in TEquations source, TNumber* x, nint stride, TNumber* scratch, int count, double shared, double dt)
    {
        TEquations equations = source;
        T step = TMath.Of(dt), minusStep = TMath.Of(-dt), common = TMath.Of(shared), zero = TMath.Of(0);
        TNumber* move = scratch + (PointRows * Block), exponent = scratch + (SumRows * Block);
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T x0 = TMath.Load(x + j), x1 = TMath.Load(x + stride + j), x2 = zero, x3 = zero;
            if (TEquations.Variables > 2)
                (x2, x3) = (TMath.Load(x + (2 * stride) + j), TMath.Load(x + (3 * stride) + j));
            equations.Evaluate<T, TMath>(TMath.Load(scratch + j) + common, x0, x1, x2, x3, out T f0, out T f1, out T f2, out T f3, out T b0, out T b1, out T b2, out T b3);
            TMath.Store(step * f0, move + j);
            TMath.Store(minusStep * b0, exponent + j);
            TMath.Store(step * f1, move + Block + j);
            TMath.Store(minusStep * b1, exponent + Block + j);
            if (TEquations.Variables > 2)
            {
                TMath.Store(step * f2, move + (2 * Block) + j);
                TMath.Store(minusStep * b2, exponent + (2 * Block) + j);
                TMath.Store(step * f3, move + (3 * Block) + j);
                TMath.Store(minusStep * b3, exponent + (3 * Block) + j);
            }
        }

        for (int variable = 0; variable < TEquations.Variables; variable++)
            Move(x + (variable * stride), move + (variable * Block), exponent + (variable * Block), count);
    }

    /// <summary>x += move phi(exponent).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Move(TNumber* x, TNumber* move, TNumber* exponent, int count)
    {
        for (nint j = 0; j < count; j += TMath.Count)
            TMath.Store(T.FusedMultiplyAdd(TMath.Load(move + j), TMath.Phi1(TMath.Load(exponent + j)), TMath.Load(x + j)), x + j);
    }

    /// <summary>One of the first three stages: f at the state or at the last stage's point, added to the sum with a weight; the next point is the state + length f.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Stage(in TEquations source, TNumber* x, nint stride, TNumber* scratch, int count, double shared, bool isFirst, double weight, double length)
    {
        TEquations equations = source;
        T common = TMath.Of(shared), zero = TMath.Of(0), factor = TMath.Of(weight), next = TMath.Of(length);
        TNumber* points = scratch + (PointRows * Block), sums = scratch + (SumRows * Block), at = isFirst ? x : points;
        nint atStride = isFirst ? stride : Block;
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T x0 = TMath.Load(at + j), x1 = TMath.Load(at + atStride + j), x2 = zero, x3 = zero;
            if (TEquations.Variables > 2)
                (x2, x3) = (TMath.Load(at + (2 * atStride) + j), TMath.Load(at + (3 * atStride) + j));
            equations.Evaluate<T, TMath>(TMath.Load(scratch + j) + common, x0, x1, x2, x3, out T f0, out T f1, out T f2, out T f3, out _, out _, out _, out _);
            TMath.Store(T.FusedMultiplyAdd(next, f0, TMath.Load(x + j)), points + j);
            TMath.Store(T.FusedMultiplyAdd(next, f1, TMath.Load(x + stride + j)), points + Block + j);
            if (TEquations.Variables > 2)
            {
                TMath.Store(T.FusedMultiplyAdd(next, f2, TMath.Load(x + (2 * stride) + j)), points + (2 * Block) + j);
                TMath.Store(T.FusedMultiplyAdd(next, f3, TMath.Load(x + (3 * stride) + j)), points + (3 * Block) + j);
            }

            if (!isFirst)
            {
                f0 = T.FusedMultiplyAdd(factor, f0, TMath.Load(sums + j));
                f1 = T.FusedMultiplyAdd(factor, f1, TMath.Load(sums + Block + j));
                if (TEquations.Variables > 2)
                {
                    f2 = T.FusedMultiplyAdd(factor, f2, TMath.Load(sums + (2 * Block) + j));
                    f3 = T.FusedMultiplyAdd(factor, f3, TMath.Load(sums + (3 * Block) + j));
                }
            }

            TMath.Store(f0, sums + j);
            TMath.Store(f1, sums + Block + j);
            if (TEquations.Variables > 2)
            {
                TMath.Store(f2, sums + (2 * Block) + j);
                TMath.Store(f3, sums + (3 * Block) + j);
            }
        }
    }

    /// <summary>x += sixth (sum + f at the last point).</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void LastStage(in TEquations source, TNumber* x, nint stride, TNumber* scratch, int count, double shared, double sixth)
    {
        TEquations equations = source;
        T common = TMath.Of(shared), zero = TMath.Of(0), factor = TMath.Of(sixth);
        TNumber* points = scratch + (PointRows * Block), sums = scratch + (SumRows * Block);
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T x0 = TMath.Load(points + j), x1 = TMath.Load(points + Block + j), x2 = zero, x3 = zero;
            if (TEquations.Variables > 2)
                (x2, x3) = (TMath.Load(points + (2 * Block) + j), TMath.Load(points + (3 * Block) + j));
            equations.Evaluate<T, TMath>(TMath.Load(scratch + j) + common, x0, x1, x2, x3, out T f0, out T f1, out T f2, out T f3, out _, out _, out _, out _);
            TMath.Store(T.FusedMultiplyAdd(factor, TMath.Load(sums + j) + f0, TMath.Load(x + j)), x + j);
            TMath.Store(T.FusedMultiplyAdd(factor, TMath.Load(sums + Block + j) + f1, TMath.Load(x + stride + j)), x + stride + j);
            if (TEquations.Variables > 2)
            {
                TMath.Store(T.FusedMultiplyAdd(factor, TMath.Load(sums + (2 * Block) + j) + f2, TMath.Load(x + (2 * stride) + j)), x + (2 * stride) + j);
                TMath.Store(T.FusedMultiplyAdd(factor, TMath.Load(sums + (3 * Block) + j) + f3, TMath.Load(x + (3 * stride) + j)), x + (3 * stride) + j);
            }
        }
    }

    // Rounding may leave a rest where a whole number of steps has passed: less than half a step is nothing.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void CountDown(TNumber* left, int count, TNumber step)
    {
        T length = TMath.Broadcast(step), threeHalves = TMath.Of(1.5) * length, zero = TMath.Of(0);
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T time = TMath.Load(left + j);
            TMath.Store(T.IfLess(time, threeHalves, zero, time - length), left + j);
        }
    }

    /// <summary>Whether any voltage crossed the threshold from below; a look before the slower search.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static bool HasSpike(TNumber* before, TNumber* after, int count, TNumber threshold)
    {
        T limit = TMath.Broadcast(threshold), lowest = TMath.Broadcast(TNumber.NegativeInfinity), highest = lowest;
        for (nint j = 0; j < count; j += TMath.Count)
        {
            T crossed = T.IfLess(TMath.Load(before + j), limit, TMath.Load(after + j), lowest);
            highest = T.IfLess(highest, crossed, crossed, highest);
        }

        return TMath.Largest(highest) >= threshold;
    }

    private static void Spikes(in TEquations equations, in PopulationRun<TNumber> run, long step, int first, int count, TNumber* before, TNumber* sample)
    {
        TNumber threshold = equations.Threshold;
        for (int j = 0; j < count; j++)
        {
            TNumber* voltage = run.State + first + j;
            if (!(before[j] < threshold && *voltage >= threshold))
                continue;
            int neuron = first + j;
            if (run.SpikeCounts != null)
            {
                int index = run.SpikeCounts[neuron]++;
                if (index < run.SpikeCapacity)
                    run.SpikeTimes[((nint)neuron * run.SpikeCapacity) + index] = (step + Fraction(before[j], *voltage, threshold)) * run.TimeStep;
            }

            if (TEquations.Resets && sample != null)
                sample[j] = threshold;
            equations.Spike(ref *voltage, ref voltage[run.Stride]);
        }
    }

    private static double Fraction(TNumber before, TNumber after, TNumber threshold)
    {
        double from = double.CreateTruncating(before);
        return (double.CreateTruncating(threshold) - from) / (double.CreateTruncating(after) - from);
    }
}
