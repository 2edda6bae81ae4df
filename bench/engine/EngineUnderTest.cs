using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexus.Engine;
using Nexus.Engine.Events;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;

namespace Nexus.Bench.Engine;

/// <summary>The engine as the server composes it, on a database of its own.</summary>
internal sealed class EngineUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _hosted;

    private EngineUnderTest(SqliteLedger ledger, ServiceProvider services)
    {
        (Ledger, _services, _hosted) = (ledger, services, [.. services.GetServices<IHostedService>()]);
        Intake = services.GetRequiredService<IEventIntake>();
        Runs = services.GetRequiredService<IRuns>();
    }

    public SqliteLedger Ledger { get; }

    public IEventIntake Intake { get; }

    public IRuns Runs { get; }

    public static async Task<EngineUnderTest> StartAsync(string directory, string eventName, Plan plan)
    {
        var redactor = new Redactor();
        var ledger = SqliteLedger.Open(new() { Path = Path.Combine(directory, "events.db") }, redactor);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System).AddSingleton(redactor).AddSingleton<ILedger>(ledger);
        services.AddEngine(new ConfigurationBuilder().Build());
        var engine = new EngineUnderTest(ledger, services.BuildServiceProvider());
        engine._services.GetRequiredService<IPlans>().Register(new(eventName, plan));
        foreach (var hosted in engine._hosted)
            await hosted.StartAsync(CancellationToken.None);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in Enumerable.Reverse(_hosted))
            await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        await Ledger.DisposeAsync();
    }
}
