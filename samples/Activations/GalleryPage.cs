using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SimdNet.Kernels;
using SimdNet.Lanes;

namespace Activations;

/// <summary>The page in Markdown: each function's picture, texts and times.</summary>
internal static class GalleryPage
{
    public static string Compose(string pictures, IReadOnlyList<Activation> activations, IReadOnlyList<ActivationText> texts, IReadOnlyList<ActivationTime> times)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Activation functions

            Each function of `Activation.All`, at its default parameter, with its derivative, over x from -5 to 5. The pictures show what
            `ActivationKernels.Forward` and `Backward` compute; where a line jumps, a dot marks the value taken. A range is that of floats: an end that
            is reached by rounding belongs to it. The error bound is that of f, in units in the last place (ULP).

            This page and its pictures are written by `dotnet run -c Release --project samples/Activations`.

            Times are for each element of {ActivationTime.Length}, forward and backward, on one thread: medians of {ActivationTime.Rounds} interleaved rounds of {ActivationTime.SliceMilliseconds} ms for each
            function, after a warm-up. Measured on {Machine()}.

            {string.Join(", ", activations.Select(activation => $"[{activation.Name}](#{activation.Name})"))}


            """);
        for (int i = 0; i < activations.Count; i++)
        {
            (Activation activation, ActivationText text, ActivationTime time) = (activations[i], texts[i], times[i]);
            page.Append(CultureInfo.InvariantCulture, $"""
                ## {text.Name}

                {text.Title}{(activation.Parameter is null ? "" : $"; the parameter is {activation.ToString()[activation.Name.Length..].Trim('(', ')')} by default")}.

                ![{activation} and its derivative]({pictures}/{text.Name}.svg)

                - f(x): `{text.Formula}`
                - Range: `{text.Range}`
                - f'(x): `{text.Derivative}`
                - Error: {text.Bound}
                - Time: {time.Forward:F3} ns forward, {time.Backward:F3} ns backward


                """);
        }

        return page.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    private static string Machine() =>
        $"{Processor()} ({Environment.ProcessorCount} logical cores), {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, kernels at level {Isa.Level}";

    // Linux names the processor in a file; elsewhere only its architecture is told.
    private static string Processor()
    {
        const string Information = "/proc/cpuinfo";
        string? line = File.Exists(Information) ? File.ReadLines(Information).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "a processor without a name";
    }
}
