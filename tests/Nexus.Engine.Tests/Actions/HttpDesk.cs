using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Tests.Secrets;
using Nexus.Platform;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Tests.Actions;

/// <summary>A web server on loopback, and calls to it on behalf of a user.</summary>
internal sealed class HttpDesk : IAsyncDisposable, IAdministrators
{
    public const string Administrator = "u0";
    public const string User = "u1";

    private readonly SecretHome _home = new();
    private readonly WebApplication _server;
    private readonly HttpSender _sender;
    private readonly HttpCall _call;
    private readonly NotifyWebhook _notify;

    private HttpDesk(WebApplication server, HttpOptions options)
    {
        _server = server;
        Secrets = new SecretStore(new("home", []), _home.Open(), new Redactor());
        _sender = new(this, Options.Create(options), TimeProvider.System);
        _call = new(_sender, new(Secrets, this), TimeProvider.System);
        _notify = new(_sender, new(Secrets, this), TimeProvider.System);
    }

    public SecretStore Secrets { get; }

    public string Url => _server.Urls.First();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HttpDesk> StartAsync(
        RequestDelegate answer, HttpOptions? options = null, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (certificate is not null)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(
                https => https.ServerCertificate = certificate));
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        var server = builder.Build();
        server.Urls.Add($"{(certificate is null ? "http" : "https")}://{IPAddress.Loopback}:0");
        server.Run(answer);
        await server.StartAsync(Ct);
        return new(server, options ?? new());
    }

    public bool Has(string userId) => userId is Administrator;

    public Task<JsonElement> CallAsync(
        string with, string owner = Administrator, CancellationToken cancellationToken = default) =>
        RunAsync(_call, with, owner, cancellationToken);

    public Task<JsonElement> NotifyAsync(string with, string owner = Administrator) =>
        RunAsync(_notify, with, owner, Ct);

    private async Task<JsonElement> RunAsync(
        IAction action, string with, string owner, CancellationToken cancellationToken)
    {
        var context = ActionContexts.Of(with.Replace("URL", Url, StringComparison.Ordinal), owner);
        return (await ActionBook.RunAsync(action, context, cancellationToken))!.Value;
    }

    public async Task<NexusError> RefusedAsync(string with, string owner = Administrator) =>
        (await Assert.ThrowsAsync<NexusException>(() => CallAsync(with, owner, Ct))).Error;

    public async Task<NexusError> NotNotifiedAsync(string with, string owner = Administrator) =>
        (await Assert.ThrowsAsync<NexusException>(() => NotifyAsync(with, owner))).Error;

    public async ValueTask DisposeAsync()
    {
        _sender.Dispose();
        await _server.DisposeAsync();
        _home.Dispose();
    }
}
