using Nexus.Contracts;

namespace Nexus.Server;

/// <summary>GET /health: answers before there are routes: who waits for a start waits for no more than it.</summary>
internal sealed class Health(RequestDelegate next)
{
    private static readonly PathString Path = "/health";

    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path == Path && (HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method))
            ? context.Response.WriteAsJsonAsync(
                new("ok", Composition.Version), ContractsJson.Default.HealthView,
                cancellationToken: context.RequestAborted)
            : next(context);
}
