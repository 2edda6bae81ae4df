using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Server.Metrics;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Nexus.Server.Errors;

/// <summary>
/// What is no request (a line that is not HTTP, headers without an end) the web server refuses before anyone else sees
/// it, with a status and nothing else. It tells of each in an event, and here its answer gets the document that every
/// other failure has.
/// </summary>
internal sealed class Refusals(ErrorFigures figures, TimeProvider clock) : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>The event, by the name that the framework documents.</summary>
    public const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Lets the answers of a listening address be completed.</summary>
    public static void Watch(ListenOptions listen) => listen.Use(next => async connection =>
    {
        var transport = connection.Transport;
        var output = new RefusedOutput(transport.Output);
        connection.Transport = new Pipes(transport.Input, output);
        connection.Features.Set(output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false }
            || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException refused
            || features.Get<RefusedOutput>() is not { } output)
        {
            return;
        }

        var error = ServerErrors.Malformed(refused.Message, refused.StatusCode);
        figures.Count(error);
        var envelope = new ErrorEnvelope(error, Ids.New(clock).ToString());
        output.Append(
            envelope.CorrelationId, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractsJson.Default.ErrorEnvelope));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
