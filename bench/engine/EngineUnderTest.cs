using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexus.Engine;
using Nexus.Engine.Actions;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Blueprints;
using Nexus.Engine.Events;
using Nexus.Engine.Footprints;
using Nexus.Engine.Hooks;
using Nexus.Engine.Outbox;
using Nexus.Engine.Runs;
using Nexus.Engine.Schedules;
using Nexus.Engine.Secrets;
using Nexus.Platform;
using Nexus.Platform.Artifacts;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Platform.Secrets;
using Nexus.Platform.Usage;

namespace Nexus.Bench.Engine;

/// <summary>The engine as the server composes it, without the workspaces, on a home of its own.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineUnderTest(SqliteLedger ledger, IHost host)
    {
        (Ledger, _host) = (ledger, host);
        Intake = host.Services.GetRequiredService<IEventIntake>();
        Runs = host.Services.GetRequiredService<IRuns>();
    }

    public SqliteLedger Ledger { get; }

    public IEventIntake Intake { get; }

    public IRuns Runs { get; }

    /// <param name="home">A server's home; all that is in it stays there.</param>
    /// <param name="isBare">Without footprints, to see what those cost.</param>
    /// <param name="action">That blueprints have beside those of the server.</param>
    /// <param name="trigger">A plan of its own, and when it runs.</param>
    public static async Task<EngineUnderTest> StartAsync(
        string home, bool isBare = false, IAction? action = null, PlanTrigger? trigger = null)
    {
        var data = Directory.CreateDirectory(Path.Combine(home, "state", "data")).FullName;
        var redactor = new Redactor();
        redactor.Protect("0123456789abcdef0123456789abcdef"); // a server has at least one secret
        var ledger = SqliteLedger.Open(new() { Path = Path.Combine(data, "events.db") }, redactor);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ledger:keepEvents", $"{int.MaxValue}")]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(redactor).AddSingleton<ILedger>(ledger);
        builder.Services.AddSingleton(new UsageFile(Path.Combine(data, "usage.db")));
        builder.Services.AddSingleton(new ArtifactFiles(home)).AddSingleton(new EngineHome(home));
        builder.Services.AddSingleton<ISecretStore>(new SecretStore(
            new EnvironmentSecrets("local", []), new FileSecrets(home, keyFile: null, TimeProvider.System), redactor));
        builder.Services.AddSingleton<IOwners, Everybody>().AddSingleton<IAdministrators, Everybody>();
        Compose(builder.Services, builder.Configuration, isBare);
        if (action is not null)
            builder.Services.AddSingleton(action);
        var host = builder.Build();
        if (trigger is not null)
            host.Services.GetRequiredService<IPlans>().Register(trigger);
        await host.StartAsync();
        return new(ledger, host);
    }

    public IAction Action(string name) =>
        _host.Services.GetServices<IAction>().Single(action => action.Manifest.Name == name);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Ledger.DisposeAsync();
    }

    private static void Compose(IServiceCollection services, IConfiguration configuration, bool isBare)
    {
        services.AddBlueprints(configuration);
        services.AddArtifacts(configuration);
        services.AddSecrets();
        services.AddEngine(configuration);
        if (!isBare)
            services.AddFootprints(configuration);
        services.AddOutbox(configuration);
        services.AddSchedules();
        services.AddHooks(configuration);
    }

    private sealed class Everybody : IOwners, IAdministrators
    {
        public Task<string?> NameOfAsync(string principal, CancellationToken cancellationToken) =>
            Task.FromResult<string?>(principal);

        public Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(true);

        public bool IsRevoked(string userId) => false;

        public bool Has(string userId) => false;
    }
}
