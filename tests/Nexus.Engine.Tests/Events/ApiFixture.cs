using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Engine.Tests.Ledger;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Events;

/// <summary>The engine's part of the API in memory; the header X-User says who calls, nobody else is admin.</summary>
public abstract class ApiFixture : LedgerFixture, IAsyncLifetime
{
    private WebApplication? _app;

    internal HttpClient Client { get; private set; } = null!;

    internal IEventIntake Intake => App.Services.GetRequiredService<IEventIntake>();

    internal IRuns Runs => App.Services.GetRequiredService<IRuns>();

    private WebApplication App => _app ?? throw new InvalidOperationException("It is not started.");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Redactor).AddSingleton<ILedger>(Ledger);
        builder.Services.AddSingleton<IOwners, Namesakes>();
        builder.Services.AddEngine(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        });
        _app = builder.Build();
        _app.Use(CallAsync);
        _app.MapEngine();
        App.Services.GetRequiredService<IPlans>().Register(new("test.go", Plan));
        await _app.StartAsync(Cancellation);
        Client = _app.GetTestClient();
    }

    public override async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal virtual Plan Plan { get; } = new("one", AnyStep());

    internal Task<long> EmitAsync(
        string name = "test.happened", string owner = "user-1", string resource = "thing-1") =>
        Intake.EmitAsync(new([Event(name, resource) with { OwnerId = owner }]), Cancellation);

    internal async Task<JsonElement> GetAsync(string path, string? user = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user ?? "admin");
        using var response = await Client.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static Step AnyStep() => new() { Name = "any", RunAsync = (_, _) => Task.FromResult<JsonElement?>(null) };

    private static async Task CallAsync(HttpContext context, RequestDelegate next)
    {
        var user = context.Request.Headers["X-User"].ToString();
        var claim = user is "admin" ? new Claim(ClaimTypes.Role, user) : new Claim("user_id", user);
        context.User = new(new ClaimsIdentity([claim], "test"));
        try
        {
            await next(context);
        }
        catch (NexusException e)
        {
            context.Response.StatusCode = (int)ErrorCatalogue.KindOf(e.Error) + 400;
        }
    }

    /// <summary>Everybody is called as their id, and nobody was revoked.</summary>
    private sealed class Namesakes : IOwners
    {
        public Task<string?> NameOfAsync(string principal, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(principal);

        public Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(true);

        public bool IsRevoked(string userId) => false;
    }
}
