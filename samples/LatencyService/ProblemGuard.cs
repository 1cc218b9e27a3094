using Microsoft.AspNetCore.Http;

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
                await Answer.WriteProblemAsync(response, response.StatusCode, RoutingDetail(response));
        }
        catch (RequestException e)
        {
            await Answer.WriteProblemAsync(response, e.Status, e.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!response.HasStarted)
                response.StatusCode = ClientClosedRequest;
        }
        catch (BadHttpRequestException e)
        {
            await Answer.WriteProblemAsync(response, e.StatusCode, e.Message); // Kestrel's own words on the request's framing
        }
        catch (Exception e)
        {
            // All of it for who runs the service, none of it for who called.
            Console.Error.WriteLine($"LatencyService: {context.Request.Method} failed: {e}");
            await Answer.WriteProblemAsync(response, StatusCodes.Status500InternalServerError, "The service failed; the request is not to blame.");
        }

        metrics.CountAnswer(response.StatusCode, response.ContentLength ?? 0);
    }

    private static string RoutingDetail(HttpResponse response) => response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "No such route; there are POST /predict, POST /models, GET /health and GET /metrics.",
        StatusCodes.Status405MethodNotAllowed => $"This route takes {response.Headers.Allow} only.",
        _ => "The request was refused.",
    };
}
