using Nexus.Contracts;
using Nexus.Server.Errors;

namespace Nexus.Server;

/// <summary>GET /health: answers before there are routes: who waits for a start waits for no more than it.</summary>
internal sealed class Health(RequestDelegate next)
{
    private static readonly PathString Path = "/health";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path != Path)
            return next(context);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return context.Response.WriteAsJsonAsync(
                new("ok", Composition.Version), ContractsJson.Default.HealthView,
                cancellationToken: context.RequestAborted);
        }

        context.Response.Headers.Allow = "GET, HEAD";
        return ErrorMapping.WriteAsync(
            context, ServerErrors.WrongMethod(context.Request, "GET"), context.RequestAborted);
    }
}
