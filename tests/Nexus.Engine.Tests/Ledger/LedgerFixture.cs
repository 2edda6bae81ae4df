using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Ledger.Sqlite;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Ledger;

/// <summary>A ledger on disk and short ways to write to it.</summary>
public abstract class LedgerFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal ManualClock Clock { get; } = new();

    internal Redactor Redactor { get; } = new();

    internal string Path => _directory.File("events.db");

    internal SqliteLedger Ledger { get; private set; } = null!;

    protected virtual LedgerOptions Options => new() { Path = Path, EnvId = "home-1", CheckpointEvery = 5 };

    public virtual ValueTask InitializeAsync()
    {
        Open();
        return default;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    internal void Open() => Ledger = SqliteLedger.Open(Options, Redactor);

    internal LedgerEvent Event(string name = "test.thing.happened", string resource = "thing-1") =>
        LedgerEvent.Now(Clock, name, new("thing", resource), "correlation");

    internal Task<long> AppendAsync(params IReadOnlyList<StateRow> changes) =>
        Ledger.AppendAsync(new([Event()], changes), Cancellation);

    internal async Task FillAsync(int events)
    {
        for (var i = 0; i < events; i++)
            await Ledger.AppendAsync(new([Event(resource: $"thing-{i}")]), Cancellation);
    }

    internal static StateRow Row(string id, string name = "", long version = 1) =>
        new("thing", id, name, "user-1", version, "{}");
}
