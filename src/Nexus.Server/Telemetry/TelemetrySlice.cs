using System.Diagnostics;
using Nexus.Platform;

namespace Nexus.Server.Telemetry;

/// <summary>Traces and metrics over OTLP. Nothing of it is there without an endpoint.</summary>
internal static class TelemetrySlice
{
    public static void AddTelemetry(this IServiceCollection services, OtlpOptions options, string envId)
    {
        if (!options.IsOn)
            return;
        services.AddSingleton(options).AddSingleton<SpanQueue>();
        services.AddSingleton(provider =>
            new OtlpSender(
                options, envId, provider.GetRequiredService<Redactor>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<Export>();
    }

    /// <summary>What the web server does not say of a request: its route and its id.</summary>
    public static void UseTelemetry(this WebApplication app)
    {
        if (app.Services.GetService<SpanQueue>() is null)
            return;
        app.Use(async (context, next) =>
        {
            await next(context);
            if (Activity.Current is not { IsAllDataRequested: true } span)
                return;
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
            span.DisplayName = route is null ? context.Request.Method : $"{context.Request.Method} {route}";
            span.SetTag("http.request.method", context.Request.Method).SetTag("http.route", route)
                .SetTag("http.response.status_code", context.Response.StatusCode)
                .SetTag("nexus.correlation_id", context.TraceIdentifier);
            if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
                span.SetStatus(ActivityStatusCode.Error);
        });
    }
}
