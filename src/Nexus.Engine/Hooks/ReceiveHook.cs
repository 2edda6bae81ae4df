using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Nexus.Contracts;

namespace Nexus.Engine.Hooks;

/// <summary><c>POST /hooks/{source}</c>: needs no token, for what is sent bears a proof of its own.</summary>
internal static class ReceiveHook
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    /// <summary>Refused here: what refuses it before asks for a token, which nobody has who sends webhooks.</summary>
    private const string Another = "*/*";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/hooks/{source}", HandleAsync).WithName(nameof(ReceiveHook))
            .AllowAnonymous()
            .Accepts<JsonElement>(Json, Form, Another)
            .Note("Takes a webhook: its event is on disk, with the runs it starts, when this answers.",
                "hook.bad_payload", "hook.limited", "hook.refused", "run.too_many_waiting");

    private static async Task<Results<Accepted<HookAnswer>, Ok<HookAnswer>>> HandleAsync(
        string source, HookIntake intake, HttpContext context, CancellationToken cancellationToken)
    {
        if (!IsTaken(context.Request.ContentType))
            throw new NexusException(HookErrors.WrongType);
        var body = await ReadAsync(context.Request, cancellationToken);
        var answer = await intake.TakeAsync(source, context, body, cancellationToken);
        return answer.Status is HookIntake.Accepted
            ? TypedResults.Accepted((string?)null, answer)
            : TypedResults.Ok(answer);
    }

    private static bool IsTaken(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && (type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || type.MediaType.Equals(Form, StringComparison.OrdinalIgnoreCase));

    /// <summary>The server bounds how much there can be.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } length and <= int.MaxValue)
        {
            var whole = new byte[length];
            await request.Body.ReadExactlyAsync(whole, cancellationToken);
            return whole;
        }

        using var read = new MemoryStream();
        await request.Body.CopyToAsync(read, cancellationToken);
        return read.ToArray();
    }
}
