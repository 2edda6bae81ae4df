using System.Buffers;
using Nexus.Contracts;
using Nexus.Engine.Actions.Json;
using Nexus.Engine.Events;

namespace Nexus.Engine.Hooks;

/// <summary>What a source of webhooks may be.</summary>
internal static class HookRules
{
    public const string GithubSignature = "X-Hub-Signature-256";
    public const string GithubEvent = "X-GitHub-Event";
    public const string GithubDelivery = "X-GitHub-Delivery";
    public const string Signature = "X-Nexus-Signature";
    public const string Timestamp = "X-Nexus-Timestamp";
    private const string Token = "X-Nexus-Token";
    private const string Delivery = "X-Nexus-Delivery";
    private const int LongestSource = 50;
    private const int LongestHeader = 64;
    private const int LongestPointer = 200;
    private const int LongestWindow = 3600;
    private const int UsualWindow = 300;
    private const int UsualRate = 100;
    private const int MostRate = 100_000;
    private const int ShortestSecret = 16;
    private const int LongestSecret = 1024;

    private static readonly SearchValues<char> OfNames =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    public static bool IsSource(string text) =>
        text is { Length: > 0 and <= LongestSource } && !text.AsSpan().ContainsAnyExcept(OfNames)
        && text[0] is not '-';

    public static string SecretPath(string source, string ownerId) => $"user/{ownerId}/hook.{source}";

    /// <exception cref="NexusException"><c>hook.invalid</c>.</exception>
    public static HookState StateOf(HookCreateRequest request, string ownerId, DateTimeOffset now)
    {
        if (Problem(request) is { } problem)
            throw new NexusException(HookErrors.Invalid(problem));
        var isGithub = request.Kind is "github";
        var isToken = request.Auth is "token";
        return new()
        {
            Source = request.Source,
            Kind = isGithub ? HookKind.Github : HookKind.Json,
            Auth = isToken ? HookAuth.Token : HookAuth.Signature,
            AuthHeader = isGithub ? GithubSignature : isToken ? request.TokenHeader ?? Token : Signature,
            ReplayWindowSeconds = isGithub || isToken ? 0 : request.ReplayWindowSeconds ?? UsualWindow,
            EventName = request.EventName,
            EventFrom = request.EventFrom,
            DataFrom = request.DataFrom,
            DeliveryHeader = isGithub ? GithubDelivery
                : request.DeliveryFrom is null ? request.DeliveryHeader ?? Delivery : null,
            DeliveryFrom = request.DeliveryFrom,
            PerSecond = request.PerSecond ?? UsualRate,
            SecretPath = SecretPath(request.Source, ownerId),
            CreatedAt = now,
        };
    }

    private static string? Problem(HookCreateRequest request) => request switch
    {
        _ when !IsSource(request.Source) =>
            $"its name has lowercase letters, digits and '-', and at most {LongestSource} of them",
        { Kind: not ("github" or "json") } => "its kind is 'github' or 'json'",
        { Auth: not (null or "signature" or "token") } => "its auth is 'signature' or 'token'",
        { Secret.Length: < ShortestSecret or > LongestSecret } =>
            $"its secret has {ShortestSecret} to {LongestSecret} characters",
        { ReplayWindowSeconds: < 0 or > LongestWindow } => $"its replay window is 0 to {LongestWindow} seconds",
        { PerSecond: < 1 or > MostRate } => $"it sends 1 to {MostRate} in a second",
        { Kind: "github" } when OfJson(request) is { } field => $"a source of GitHub has no {field}",
        { Auth: "token", ReplayWindowSeconds: > 0 } => "only what is signed has a replay window",
        { Auth: not "token", TokenHeader: not null } => "only a token has a token_header",
        { DeliveryHeader: not null, DeliveryFrom: not null } => "it has delivery_header or delivery_from, not both",
        { Kind: "json", EventName: null, EventFrom: null } => "it needs event_name or event_from",
        { EventName: { } name } when !EventNames.IsFromOutside(name) =>
            "its event_name has lowercase words with dots, like 'ci.finished', and does not begin with 'xyn.'",
        _ when !Headers(request).All(IsHeader) => "one of its headers is no name of a header",
        _ when !Pointers(request).All(IsPointer) => "one of its pointers is no JSON pointer, like '/type'",
        _ => null,
    };

    private static string? OfJson(HookCreateRequest request) => request switch
    {
        { Auth: "token" } => "token: GitHub signs",
        { EventName: not null } => "event_name: GitHub tells it",
        { EventFrom: not null } => "event_from",
        { DataFrom: not null } => "data_from",
        { DeliveryHeader: not null } => "delivery_header",
        { DeliveryFrom: not null } => "delivery_from",
        { ReplayWindowSeconds: > 0 } => "replay window: its signature bears no time",
        _ => null,
    };

    private static IEnumerable<string> Headers(HookCreateRequest request) =>
        new[] { request.TokenHeader, request.DeliveryHeader }.OfType<string>();

    private static IEnumerable<string> Pointers(HookCreateRequest request) =>
        new[] { request.EventFrom, request.DataFrom, request.DeliveryFrom }.OfType<string>();

    private static bool IsPointer(string text) =>
        text.Length <= LongestPointer && JsonPointer.IsOne(text) && !text.Any(char.IsControl);

    private static bool IsHeader(string text) =>
        text is { Length: > 0 and <= LongestHeader }
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
