using Microsoft.Extensions.DependencyInjection;
using Nexus.Platform.Ledger;

namespace Nexus.Server.Tests.Repeated;

/// <summary>The real ledger of a server that dies between a commit and its answer, as often as it is told to.</summary>
internal sealed class DyingLedger(ILedger ledger) : ILedger, IAsyncDisposable
{
    public int Deaths { get; set; }

    public string EnvId => ledger.EnvId;

    public long Head => ledger.Head;

    /// <summary>Around the one that is registered already.</summary>
    public static void Add(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(ILedger)).ImplementationFactory!;
        services.AddSingleton<ILedger>(provider => new DyingLedger((ILedger)real(provider)));
    }

    public async Task<long> AppendAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        var position = await ledger.AppendAsync(batch, cancellationToken);
        if (Deaths == 0)
            return position;
        Deaths--;
        throw new IOException("It died.");
    }

    public Task<StateRow?> FindAsync(string kind, string id, CancellationToken cancellationToken) =>
        ledger.FindAsync(kind, id, cancellationToken);

    public Task<StateRow?> FindByNameAsync(
        string kind, Scope scope, string name, CancellationToken cancellationToken) =>
        ledger.FindByNameAsync(kind, scope, name, cancellationToken);

    public Task<IReadOnlyList<StateRow>> ListAsync(StateQuery query, CancellationToken cancellationToken) =>
        ledger.ListAsync(query, cancellationToken);

    public Task<IReadOnlyList<RecordedEvent>> EventsAsync(EventQuery query, CancellationToken cancellationToken) =>
        ledger.EventsAsync(query, cancellationToken);

    public Task<IReadOnlyList<EventNote>> NotesAsync(
        long after, IReadOnlyList<string> names, int limit, CancellationToken cancellationToken) =>
        ledger.NotesAsync(after, names, limit, cancellationToken);

    public IAsyncEnumerable<RecordedEvent> FollowAsync(long after, CancellationToken cancellationToken) =>
        ledger.FollowAsync(after, cancellationToken);

    public Task PastAsync(long position, CancellationToken cancellationToken) =>
        ledger.PastAsync(position, cancellationToken);

    public Task ArchiveAsync(long upTo, CancellationToken cancellationToken) =>
        ledger.ArchiveAsync(upTo, cancellationToken);

    public Task<ChainReport> VerifyAsync(CancellationToken cancellationToken) => ledger.VerifyAsync(cancellationToken);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)ledger).DisposeAsync();
}
