namespace SimdNet.Neurons;

/// <summary>How a step of a fixed length follows the equations x' = f(x).</summary>
public enum Integrator
{
    /// <summary>x += dt f(x). Of order 1.</summary>
    ForwardEuler,

    /// <summary>With f(x) = a - b x, a and b held for the step: x += dt phi(-b dt) f(x), phi(z) = (e^z - 1) / z, the exact solution of the held equation. Of order 1, stable in steps in which forward Euler is not.</summary>
    /// <remarks>Every variable is taken so, the voltage included. Source: Rush and Larsen 1978 (for the gates); Hochbruck and Ostermann 2010.</remarks>
    ExponentialEuler,

    /// <summary>The classical Runge-Kutta method: four evaluations of f. Of order 4 (Kutta 1901).</summary>
    RungeKutta4,
}
