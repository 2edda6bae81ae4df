using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// Makes tokens to join with, shows those that still let a node in by the beginning of their hash, and takes them back.
/// </summary>
internal sealed class JoinTokens(ILedger ledger, IEventIntake intake, NodeStore nodes, TimeProvider clock)
{
    public const string Kind = "join_token";

    private const int IdLength = 12;
    private const int MostSwept = 200;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>What nobody can use any more goes with the next one, so that there are never many.</summary>
    /// <param name="name">The only name it shall be good for; null: any.</param>
    /// <param name="cause">Who makes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NexusException"><c>node.name_taken</c>.</exception>
    public async Task<JoinTokenView> MakeAsync(string? name, Cause cause, CancellationToken cancellationToken)
    {
        if (name is not null && await nodes.FindByNameAsync(name, cancellationToken) is not null)
            throw new NexusException(NodeErrors.NameTaken(name));
        var token = Credential.New("nxj");
        var stored = new JoinToken(Credential.Hash(token), clock.GetUtcNow() + Life, name);
        var row = new StateRow(
            Kind, stored.Hash, "", NodeStore.RowOwner, 1, JsonSerializer.Serialize(stored, NodeJson.Default.JoinToken));
        var told = Event(name is null ? "xyn.node.token.created" : "xyn.node.added", stored, cause);
        var expired = (await ledger.ListAsync(new(Kind, Scope.All) { Limit = MostSwept }, cancellationToken))
            .Where(each => !IsOpen(each)).Select(End).ToList();
        try
        {
            await intake.EmitAsync(new LedgerBatch([told], [row], expired).ClaimedBy(cause), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict" && expired.Count > 0)
        {
            // Somebody else made one and took them along.
            await intake.EmitAsync(new LedgerBatch([told], row).ClaimedBy(cause), cancellationToken);
        }

        return new(token, stored.ExpiresAt, name);
    }

    public async Task<OpenJoinTokenPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await ledger.ListAsync(
            new(Kind, Scope.All) { After = after, Limit = limit + 1 }, cancellationToken);
        return new(
            [.. rows.Take(limit).Where(IsOpen).Select(View)], rows.Count > limit ? rows[limit - 1].Id : null);
    }

    /// <exception cref="NexusException"><c>node.no_join_token</c>.</exception>
    public async Task<OpenJoinTokenView> RevokeAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken) ?? throw new NexusException(NodeErrors.NoJoinToken(id));
        var view = View(row);
        if (cause.Claim is { } claim)
            claim.Answer = JsonSerializer.Serialize(view, ContractsJson.Default.OpenJoinTokenView);
        try
        {
            await intake.EmitAsync(
                new LedgerBatch([Event("xyn.node.token.revoked", Read(row), cause)], [], [End(row)]).ClaimedBy(cause),
                cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "ledger.conflict")
        {
            throw new NexusException(NodeErrors.NoJoinToken(id), e);
        }

        return view;
    }

    public static JoinToken Read(StateRow row) => row.Read(NodeJson.Default.JoinToken);

    /// <summary>How a token is called: enough of its hash that no other has it.</summary>
    private static string IdOf(string hash) => hash[..IdLength];

    private static OpenJoinTokenView View(StateRow row)
    {
        var token = Read(row);
        return new(IdOf(token.Hash), token.ExpiresAt, token.Name);
    }

    private static StateRemoval End(StateRow row) => new(row.Kind, row.Id, row.Version);

    private bool IsOpen(StateRow row) => Read(row).ExpiresAt > clock.GetUtcNow();

    private async Task<StateRow?> FindAsync(string id, CancellationToken cancellationToken) =>
        id.Length == IdLength
        && await ledger.ListAsync(new(Kind, Scope.All) { After = id, Limit = 1 }, cancellationToken) is [var row]
        && string.Equals(IdOf(row.Id), id, StringComparison.Ordinal) && IsOpen(row)
            ? row
            : null;

    private LedgerEvent Event(string name, JoinToken token, Cause cause) =>
        LedgerEvent.Now(clock, name, new(Kind, IdOf(token.Hash)), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            Data = token.Name is { } bound ? EventData.Of(("name", bound)) : null,
        };
}
