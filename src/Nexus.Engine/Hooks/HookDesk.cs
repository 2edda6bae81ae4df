using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Hooks;

/// <summary>Makes sources of webhooks and takes them out, one after the other.</summary>
internal sealed class HookDesk(
    HookBook book, ISecretStore secrets, ILedger ledger, IEventIntake intake, TimeProvider clock) : IDisposable
{
    private const int Most = 100;
    private readonly SemaphoreSlim _oneAfterTheOther = new(1, 1);

    public void Dispose() => _oneAfterTheOther.Dispose();

    /// <summary>Takes webhooks when this completes.</summary>
    /// <returns>With its secret, if that was made here.</returns>
    /// <exception cref="NexusException">
    /// <c>hook.invalid</c>, <c>hook.taken</c>, <c>hook.too_many</c>, <c>secret.unreadable</c>.
    /// </exception>
    public async Task<HookView> AddAsync(HookCreateRequest request, Asker by, CancellationToken cancellationToken)
    {
        var state = HookRules.StateOf(request, by.UserId, clock.GetUtcNow());
        await _oneAfterTheOther.WaitAsync(cancellationToken);
        try
        {
            if (book.Find(state.Source) is not null)
                throw new NexusException(HookErrors.Taken(state.Source));
            if (book.All.Count(hook => hook.OwnerId == by.UserId) >= Most)
                throw new NexusException(HookErrors.TooMany(Most));

            // First the secret: a source without one would be there for nothing.
            var secret = request.Secret ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            secrets.Put(PathOf(state), secret, by.Actor);
            var row = new StateRow(HookState.RowKind, state.Source, "", by.UserId, 1, state.Body());
            await TellAsync("xyn.hook.created", new([], row), state, by.UserId, by);
            book.Put(row);
            return state.View(by.UserId) with { Secret = request.Secret is null ? secret : null };
        }
        finally
        {
            _oneAfterTheOther.Release();
        }
    }

    /// <summary>From now on nothing it sends is taken.</summary>
    /// <exception cref="NexusException"><c>hook.not_found</c>, <c>secret.unreadable</c>.</exception>
    public async Task<HookView> RemoveAsync(string source, Asker by, CancellationToken cancellationToken)
    {
        await _oneAfterTheOther.WaitAsync(cancellationToken);
        try
        {
            var row = await RowAsync(source, by.Scope, cancellationToken);
            var state = HookState.Read(row);
            var gone = new LedgerBatch([], [], [new(row.Kind, row.Id, row.Version)]);
            await TellAsync("xyn.hook.removed", gone, state, row.OwnerId, by);
            book.Take(source);
            secrets.Remove(PathOf(state));
            return state.View(row.OwnerId);
        }
        finally
        {
            _oneAfterTheOther.Release();
        }
    }

    /// <exception cref="NexusException"><c>hook.not_found</c>.</exception>
    public async Task<StateRow> RowAsync(string source, Scope scope, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(HookState.RowKind, source, cancellationToken);
        return row is not null && (scope.OwnerId is null || row.OwnerId == scope.OwnerId)
            ? row
            : throw new NexusException(HookErrors.NotFound(HookRules.IsSource(source) ? source : "?"));
    }

    private SecretPath PathOf(HookState state) => SecretPath.Parse(state.SecretPath, secrets.EnvId, me: null);

    /// <summary>What was asked twice is answered without the secret.</summary>
    private Task<long> TellAsync(string name, LedgerBatch batch, HookState state, string ownerId, Asker by)
    {
        var view = state.View(ownerId);
        var told = by.Event(clock, name, new("hook", state.Source), EventData.Of(
            ("kind", view.Kind), ("auth", view.Auth))) with
        {
            OwnerId = ownerId,
        };
        var answer = JsonSerializer.Serialize(view, ContractsJson.Default.HookView);
        return intake.EmitAsync(by.Join(new LedgerBatch([told]).With(batch), answer), CancellationToken.None);
    }
}
