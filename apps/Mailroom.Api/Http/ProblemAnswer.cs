using Microsoft.AspNetCore.Diagnostics;

namespace Mailroom.Api.Http;

/// <summary>Makes problem+json of whatever goes wrong; of what is our fault it tells nothing but that.</summary>
internal sealed class ProblemAnswer(IProblemDetailsService problems) : IExceptionHandler
{
    // The client has gone away, so that nobody reads the answer; it is only for the log.
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }
        var bad = exception as BadHttpRequestException;
        httpContext.Response.StatusCode = bad?.StatusCode ?? StatusCodes.Status500InternalServerError;
        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext,
            ProblemDetails = { Status = httpContext.Response.StatusCode, Detail = bad?.Message },
        });
    }
}
