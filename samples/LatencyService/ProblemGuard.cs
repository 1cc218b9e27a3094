using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LatencyService;

/// <summary>The outermost step of every request: whatever fails inside is answered with problem details, and every answer is counted.</summary>
internal sealed class ProblemGuard(RequestDelegate next, ServiceMetrics metrics)
{
    // nginx's number for a client that went away: nobody reads it, but it is counted.
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        try
        {
            await next(context);
            if (response.StatusCode >= StatusCodes.Status400BadRequest && response.ContentLength is null)
                await WriteProblemAsync(context, response.StatusCode, RoutingDetail(response));
        }
        catch (RequestException e)
        {
            await WriteProblemAsync(context, e.Status, e.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!response.HasStarted)
                response.StatusCode = ClientClosedRequest;
        }
        catch (BadHttpRequestException e)
        {
            await WriteProblemAsync(context, e.StatusCode, e.Message); // Kestrel's own words on the request's framing
        }
        catch (Exception e)
        {
            // All of it for who runs the service, none of it for who called.
            Console.Error.WriteLine($"LatencyService: {context.Request.Method} failed: {e}");
            await WriteProblemAsync(context, StatusCodes.Status500InternalServerError, "The service failed; the request is not to blame.");
        }

        metrics.CountAnswer(response.StatusCode, response.ContentLength ?? 0);
    }

    // Kestrel discards what was not read of a refused body, for 5 seconds at most, and keeps the connection; of a body beyond the limit it would
    // read nothing, and close the connection while the client still sends and has not seen the answer.
    private static Task WriteProblemAsync(HttpContext context, int status, string detail)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        return Answer.WriteProblemAsync(context.Response, status, detail);
    }

    private static string RoutingDetail(HttpResponse response) => response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "No such route; there are POST /predict, POST /models, GET /health and GET /metrics.",
        StatusCodes.Status405MethodNotAllowed => $"This route takes {response.Headers.Allow} only.",
        _ => "The request was refused.",
    };
}
