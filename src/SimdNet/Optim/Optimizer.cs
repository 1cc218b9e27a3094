using SimdNet.Buffers;
using SimdNet.Nn;

namespace SimdNet.Optim;

/// <summary>A rule that moves parameters against their gradient.</summary>
/// <remarks>An optimizer serves one set of parameters, for which it keeps its state. Not thread-safe.</remarks>
public abstract class Optimizer
{
    private float _learningRate;
    private readonly List<Parameter> _state = [];
    private IReadOnlyList<Parameter>? _parameters;

    /// <summary>An optimizer with a step length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the learning rate is not a positive finite number</exception>
    protected Optimizer(float learningRate) => _learningRate = Positive(learningRate, nameof(learningRate));

    /// <summary>The step's length; may be changed between steps, to 0 too, where schedules end: such a step moves the state, but no weight.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the value is negative or not finite</exception>
    public float LearningRate
    {
        get => _learningRate;
        set => _learningRate = NotNegative(value, nameof(value));
    }

    /// <summary>The steps taken.</summary>
    public long Steps { get; private set; }

    /// <summary>What the rule remembers of the parameters; empty before <see cref="Attach"/>. With <see cref="Steps"/> and <see cref="LearningRate"/> all that a checkpoint needs.</summary>
    public IReadOnlyList<Parameter> State => _state;

    /// <summary>Names the parameters to optimise and sets up the state for them; a second call with the same ones does nothing.</summary>
    /// <exception cref="InvalidOperationException">the optimizer serves other parameters already</exception>
    public void Attach(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_parameters is not null)
        {
            if (!_parameters.SequenceEqual(parameters))
                throw new InvalidOperationException($"this {GetType().Name} holds the state of {_parameters.Count} other parameters; make a new one for these {parameters.Count}.");
            return;
        }

        _parameters = [.. parameters];
        CreateState(_parameters);
    }

    /// <summary>Moves every parameter by its gradient, then clears the gradients. Allocates nothing.</summary>
    /// <param name="pool">threads to share the work among, which does not change a bit; null: the caller's alone</param>
    /// <exception cref="InvalidOperationException">no parameters are attached</exception>
    public void Step(WorkerPool? pool = null)
    {
        IReadOnlyList<Parameter> parameters = _parameters ?? throw new InvalidOperationException("no parameters are attached; call Attach first.");
        Steps++;
        BeginStep();
        for (int i = 0; i < parameters.Count; i++)
        {
            Update(i, parameters[i], pool);
            parameters[i].ClearGradient();
        }
    }

    /// <summary>Goes on after a number of steps, with a <see cref="State"/> that was set to what it was then.</summary>
    /// <exception cref="ArgumentOutOfRangeException">steps is negative</exception>
    public void ResumeAfter(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
        OnResume();
    }

    /// <summary>Allocates what the rule remembers of each parameter: <see cref="Zeros"/>.</summary>
    protected abstract void CreateState(IReadOnlyList<Parameter> parameters);

    /// <summary>Computes what all parameters of a step share.</summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>Computes what depends on the number of steps so far.</summary>
    protected virtual void OnResume()
    {
    }

    /// <summary>Moves one parameter.</summary>
    /// <param name="index">its position among the attached parameters</param>
    /// <param name="parameter">the parameter</param>
    /// <param name="pool">threads to share the work among; null: the caller's alone</param>
    protected abstract void Update(int index, Parameter parameter, WorkerPool? pool);

    /// <summary>Its name and settings, the learning rate as it is now: Optimizer(learningRate 0.1).</summary>
    public override string ToString() => SettingsText.Of(GetType().Name, ("learningRate", LearningRate));

    private protected static float InUnitInterval(float value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number from 0 up to, not including, 1.");

    private protected static float Positive(float value, string name) =>
        float.IsFinite(value) && value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a positive finite number.");

    private protected static float NotNegative(float value, string name) =>
        float.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a finite number, 0 or more.");

    /// <summary>One more thing to remember of each parameter, at first 0; it becomes part of <see cref="State"/>.</summary>
    /// <param name="name">its name in checkpoints: <c>m</c> of parameter <c>0.weight</c> is <c>m.0.weight</c></param>
    /// <param name="parameters">those that are attached</param>
    protected IReadOnlyList<Parameter> Zeros(string name, IReadOnlyList<Parameter> parameters)
    {
        Parameter[] zeros = [.. parameters.Select(parameter => new Parameter($"{name}.{parameter.Name}", parameter.Shape))];
        _state.AddRange(zeros);
        return zeros;
    }
}
