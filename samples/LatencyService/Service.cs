using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LatencyService;

/// <summary>The web application: Kestrel, four routes, and nothing that a prediction does not need.</summary>
internal static class Service
{
    private const int MaxConnections = 1024;

    /// <summary>Serves until a signal ends the process.</summary>
    public static void Run(ServiceOptions options)
    {
        using Model model = Load(options);
        using var metrics = new ServiceMetrics();
        using var exposition = new PrometheusText(metrics.Meter);
        using WebApplication app = Build(options, model, metrics, exposition);
        app.Start();
        Console.WriteLine($"Serving {options.ModelPath}, {model.Shape.InFeatures} inputs to {model.Shape.OutFeatures} outputs, at {string.Join(", ", app.Urls)}");
        app.WaitForShutdown();
    }

    private static Model Load(ServiceOptions options)
    {
        try
        {
            return new Model(ServedFile.Load(options.ModelPath, options.MaxBatch));
        }
        catch (ModelException e)
        {
            throw new InvalidDataException($"cannot serve '{options.ModelPath}': {e.Message}", e);
        }
    }

    // An empty builder: no configuration files, no environment variables, no logging that a request would pay for.
    private static WebApplication Build(ServiceOptions options, Model model, ServiceMetrics metrics, PrometheusText exposition)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBody;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(options.Address, options.Port, listener => listener.Protocols = HttpProtocols.Http1);
        });

        WebApplication app = builder.Build();
        app.Use(next => new ProblemGuard(next, metrics).InvokeAsync);
        app.UseRouting(); // behind the guard, which describes unknown routes and wrong methods

        // As RequestDelegates: nothing is bound, converted or filtered on the way.
        app.MapPost("/predict", (RequestDelegate)new PredictEndpoint(model, metrics, options.MaxBody).InvokeAsync);
        app.MapPost("/models", (RequestDelegate)new ModelsEndpoint(model, metrics, options).InvokeAsync);
        app.MapGet("/health", (RequestDelegate)(context => Answer.WriteHealthAsync(context.Response, model)));
        app.MapGet("/metrics", (RequestDelegate)(context => Answer.WriteAsync(context.Response, StatusCodes.Status200OK, PrometheusText.ContentType, exposition.Collect())));
        return app;
    }
}
