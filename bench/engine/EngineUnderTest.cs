using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexus.Engine;
using Nexus.Engine.Events;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Platform.Usage;

namespace Nexus.Bench.Engine;

/// <summary>The engine as the server composes it, on a database of its own.</summary>
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

    /// <param name="directory">Where its databases are; all that is in them stays there.</param>
    /// <param name="trigger">What runs, and when.</param>
    /// <param name="isBare">Without footprints, to see what those cost.</param>
    public static async Task<EngineUnderTest> StartAsync(string directory, PlanTrigger trigger, bool isBare)
    {
        var redactor = new Redactor();
        var ledger = SqliteLedger.Open(new() { Path = Path.Combine(directory, "events.db") }, redactor);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("ledger:keepEvents", $"{int.MaxValue}")]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(redactor).AddSingleton<ILedger>(ledger);
        builder.Services.AddSingleton(new UsageFile(Path.Combine(directory, "usage.db")));
        builder.Services.AddEngine(builder.Configuration);
        if (!isBare)
            builder.Services.AddFootprints(builder.Configuration);
        var host = builder.Build();
        host.Services.GetRequiredService<IPlans>().Register(trigger);
        await host.StartAsync();
        return new(ledger, host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Ledger.DisposeAsync();
    }
}
