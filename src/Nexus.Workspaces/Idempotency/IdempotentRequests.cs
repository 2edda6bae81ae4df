using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Workspaces.Idempotency;

/// <summary>
/// What is asked twice with one <c>Idempotency-Key</c> is done once. Those who ask at the same time wait for the first.
/// </summary>
internal sealed class IdempotentRequests(
    RequestDelegate next, ILedger ledger, FirstAnswers answers, TimeProvider clock)
{
    private const string Header = "Idempotency-Key";
    private const int LongestKey = 128;

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _asked = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        if (RouteOf(context) is not { } route || KeyOf(context.Request) is not { } key
            || WhoOf(context.User) is not { } who)
        {
            await next(context);
            return;
        }

        var id = Credential.Hash($"{who}\n{route}\n{key}");
        var request = await HashAsync(context, key);
        var mine = await EnterAsync(id, context.RequestAborted);
        try
        {
            var claim = new Claim { Id = id, Who = who, Request = request, At = clock.GetUtcNow() };
            await AnswerAsync(context, claim, route, key);
        }
        finally
        {
            _asked.TryRemove(id, out _);
            mine.SetResult();
        }
    }

    private async Task AnswerAsync(HttpContext context, Claim claim, string route, string key)
    {
        var row = await ledger.FindAsync(Claim.Kind, claim.Id, context.RequestAborted);
        if (row is not null && Claim.Read(row) is var first && first.At + Claim.Life > claim.At)
        {
            if (first.Request != claim.Request)
                throw new NexusException(IdempotencyErrors.KeyReused(key));
            var answer = await answers.OfAsync(first, route, context.RequestAborted);
            context.Response.Headers["Idempotent-Replayed"] = "true";
            await answer.ExecuteAsync(context);
            return;
        }

        claim.Replaces = row?.Version ?? 0;
        context.Features.Set(claim);
        context.Features.Set<IRequestClaim>(claim);
        await next(context);
    }

    private async Task<TaskCompletionSource> EnterAsync(string id, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (_asked.GetOrAdd(id, mine) is var other && other != mine)
            await other.Task.WaitAsync(cancellationToken);
        return mine;
    }

    /// <exception cref="NexusException"><c>request.bad_key</c>.</exception>
    private static string? KeyOf(HttpRequest request)
    {
        var given = request.Headers[Header];
        if (given.Count is 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return null;
        return given is [{ Length: > 0 and <= LongestKey } key]
            && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? key
            : throw new NexusException(IdempotencyErrors.BadKey);
    }

    /// <summary>Not those that take a file: it replaces the one before, and is too large to be compared.</summary>
    private static string? RouteOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<RouteNote>() is { BodyType: null }
            ? metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName
            : null;

    /// <summary>Who has no id yet is known by the hash of what lets them in.</summary>
    private static string? WhoOf(ClaimsPrincipal user) =>
        user.FindFirst(Caller.UserIdClaim)?.Value
        ?? ((user.FindFirst(UserAccess.InvitationClaim) ?? user.FindFirst(NodeAccess.JoinTokenClaim)) is { } secret
            ? Credential.Hash(secret.Value)
            : null);

    /// <summary>Reads the body, and leaves it to be read once more.</summary>
    /// <param name="context">Whose.</param>
    /// <param name="key">Hashed with it: nobody can guess from what is kept a secret that was in it.</param>
    private static async Task<string> HashAsync(HttpContext context, string key)
    {
        var body = new MemoryStream();
        context.Response.RegisterForDispose(body);
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        body.Position = 0;
        context.Request.Body = body;

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{key}\n{context.Request.Path}{context.Request.QueryString}\n"));
        hash.AppendData(body.GetBuffer(), 0, (int)body.Length);
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
