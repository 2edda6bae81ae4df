using System.Collections.Concurrent;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Reference;

/// <summary>Sees every answer of every test: a route that fails with a code it does not tell of is found.</summary>
internal sealed class UntoldCodes
{
    private readonly ConcurrentDictionary<string, bool> _all = new(StringComparer.Ordinal);

    public ICollection<string> All => _all.Keys;

    public async Task LookAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var endpoint = context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint();
        if (context.Features.Get<NexusError>() is not { } error || endpoint is not RouteEndpoint known)
            return;
        var route = Route.Of(known);
        if (!route.Codes.Contains(error.Code, StringComparer.Ordinal))
            _all.TryAdd($"{route.Method} {route.Path}: {error.Code}", true);
    }
}
