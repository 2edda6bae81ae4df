using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Engine;
using Nexus.Server.Access;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Users;

namespace Nexus.Server.Tests.Reference;

/// <summary>A route as the composition has it, with what is said of it.</summary>
internal sealed partial record Route
{
    private static readonly string[] OfAll =
    [
        "auth.forbidden", "auth.token_required", "auth.token_unknown", "ledger.locked", "ledger.unavailable",
        "server.disk_full", "server.failed", "user.bad_invitation",
    ];

    private static readonly string[] OfBodies = ["request.too_large", "request.unknown_field", "request.wrong_type"];

    private static readonly string[] OfWrites =
        ["ledger.conflict", "request.bad_key", "request.key_reused", "request.shown_once"];

    /// <summary>No token is asked for: what is sent bears a proof of its own.</summary>
    public const string Anyone = "who has its secret";

    public required string Name { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>Whose tokens open it.</summary>
    public required string Who { get; init; }

    public required RouteNote Note { get; init; }

    /// <summary>It takes JSON.</summary>
    public required bool HasBody { get; init; }

    /// <summary>All that it may answer with, in order.</summary>
    public IEnumerable<string> Codes =>
        ((IEnumerable<string>)[
            .. Note.Codes, .. OfAll, "request.invalid", .. HasBody ? OfBodies : [],
            .. Method is "GET" ? [] : OfWrites,
        ]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public static IReadOnlyList<Route> All(ServerHost host) =>
        [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(Of)];

    public static Route Of(RouteEndpoint endpoint) => new()
    {
        Name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "",
        Method = Assert.Single(endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods),
        Path = $"/{Constraint().Replace(endpoint.RoutePattern.RawText ?? "", "}").Trim('/')}",
        Who = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            ? Anyone
            : WhoOf(endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy),
        Note = endpoint.Metadata.GetMetadata<RouteNote>() ?? new RouteNote(""),
        HasBody = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is not null,
    };

    private static string WhoOf(string? policy) => policy switch
    {
        null => "user",
        NodeAccess.Admin => "administrator",
        NodeAccess.Join => "join token, administrator",
        NodeAccess.Node => "node",
        AccessOptions.MetricsRole => "scraper, administrator",
        UserAccess.Register => "user, invitation",
        _ => throw new InvalidOperationException($"Nobody said who satisfies '{policy}'."),
    };

    [GeneratedRegex(@":\w+\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Constraint();
}
