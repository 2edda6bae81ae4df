using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Secrets;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Tests.Actions;

/// <summary>A web server on loopback, and calls to it on behalf of a user.</summary>
internal sealed class HttpDesk : IAsyncDisposable, IAdministrators
{
    public const string Administrator = "u0";
    public const string User = "u1";

    private readonly SecretHome _home = new();
    private readonly WebApplication _server;
    private readonly HttpCall _call;

    private HttpDesk(WebApplication server, HttpOptions options)
    {
        _server = server;
        Secrets = new SecretStore(new("home", []), _home.Open(), new Redactor());
        _call = new(new(Secrets, this), this, Options.Create(options), TimeProvider.System);
    }

    public SecretStore Secrets { get; }

    public string Url => _server.Urls.First();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpDesk> StartAsync(RequestDelegate answer, HttpOptions? options = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Urls.Add($"http://{IPAddress.Loopback}:0");
        server.Run(answer);
        await server.StartAsync(Ct);
        return new(server, options ?? new());
    }

    public bool Has(string userId) => userId is Administrator;

    public async Task<JsonElement> CallAsync(
        string with, string owner = Administrator, CancellationToken cancellationToken = default)
    {
        var step = new StepContext
        {
            RunId = Guid.Empty,
            StepId = Guid.Empty,
            Attempt = 1,
            IdempotencyKey = "the-key",
            MayHaveRunBefore = false,
            Resource = new("test", "1"),
            CorrelationId = "the-correlation",
            Actor = owner,
            OwnerId = owner,
            Inputs = EventData.Of(),
        };
        var context = new ActionContext(step, JsonElement.Parse(with.Replace("URL", Url, StringComparison.Ordinal)));
        return (await _call.RunAsync(context, cancellationToken))!.Value;
    }

    public async Task<NexusError> RefusedAsync(string with, string owner = Administrator) =>
        (await Assert.ThrowsAsync<NexusException>(() => CallAsync(with, owner, Ct))).Error;

    public async ValueTask DisposeAsync()
    {
        _call.Dispose();
        await _server.DisposeAsync();
        _home.Dispose();
    }
}
