using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Workspaces.Idempotency;

namespace Nexus.Workspaces.Nodes;

/// <summary>Nodes as rows of the ledger, and how they join.</summary>
public sealed class NodeStore(ILedger ledger, IEventIntake intake, TimeProvider clock)
{
    private const string Kind = "node";
    internal const string RowOwner = "system";
    private const int Attempts = 8;

    public async Task<IReadOnlyList<Node>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(new(Kind, Scope.All) { After = after, Limit = limit }, cancellationToken))
            .Select(Read)];

    /// <summary>Every node that has joined.</summary>
    public Task<IReadOnlyList<Node>> AllAsync(CancellationToken cancellationToken) =>
        ListAsync(after: null, limit: int.MaxValue, cancellationToken);

    public async Task<Node?> FindAsync(string id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(Kind, id, cancellationToken) is { } row ? Read(row) : null;

    public async Task<bool> IsJoinTokenAsync(string token, CancellationToken cancellationToken) =>
        await FindTokenAsync(token, cancellationToken) is not null;

    /// <summary>
    /// Joins, or joins again under the same name: the id stays, the credential is new. A join token is used up in the
    /// same commit.
    /// </summary>
    /// <param name="name">Unique.</param>
    /// <param name="joinToken">Null: the administrator joins it.</param>
    /// <param name="mayReplace">Whether the newcomer may take the place of the one with this name.</param>
    /// <param name="cause">Who joins it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NexusException">
    /// <c>node.bad_join_token</c>, <c>node.other_name</c>, <c>node.name_taken</c>.
    /// </exception>
    public async Task<JoinView> JoinAsync(
        string name, string? joinToken, Func<Node, bool> mayReplace, Cause cause, CancellationToken cancellationToken)
    {
        var token = joinToken is null ? null : await FindTokenAsync(joinToken, cancellationToken)
            ?? throw new NexusException(NodeErrors.BadJoinToken);
        if (token is not null && JoinTokens.Read(token).Name is { } bound && bound != name)
            throw new NexusException(NodeErrors.OtherName(bound, name));
        var known = await FindByNameAsync(name, cancellationToken);
        if (known is not null && !mayReplace(Read(known)))
            throw new NexusException(NodeErrors.NameTaken(name));
        var credential = Credential.New("nxn");
        var before = known is null ? null : Read(known);
        var node = new Node
        {
            Id = before?.Id ?? Ids.New("node", clock),
            Name = name,
            TokenHash = Credential.Hash(credential),
            JoinedAt = clock.GetUtcNow(),
            IsCordoned = before?.IsCordoned ?? false,
            RejoinsByItself = joinToken is null,
            Labels = before?.Labels,
        };
        StateRemoval[] ended =
        [
            .. token is null ? Array.Empty<StateRemoval>() : [new(JoinTokens.Kind, token.Id, token.Version)],
            .. await NodeCredentials.EndOfAsync(ledger, before, cancellationToken),
        ];
        StateRow[] rows = [Row(node, (known?.Version ?? 0) + 1), NodeCredentials.Row(node)];
        await intake.EmitAsync(
            new LedgerBatch([Event(new(node, "xyn.node.joined"), cause)], rows, ended).ClaimedBy(cause),
            cancellationToken);
        return new(node.Id, node.Name, credential);
    }

    /// <summary>Tells once that a node went away, and once that it returned.</summary>
    public Task MarkAsync(string nodeId, bool isAway, CancellationToken cancellationToken) => TryChangeAsync(
        nodeId,
        node => node.IsAway == isAway
            ? null
            : new(node with { IsAway = isAway }, isAway ? "xyn.node.unreachable" : "xyn.node.returned"),
        Cause.System(nodeId), cancellationToken);

    /// <param name="idOrName">Names never look like ids.</param>
    /// <param name="decide">Null: it is so already.</param>
    /// <param name="cause">Who changes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NexusException"><c>node.not_found</c>.</exception>
    public async Task<Node> ChangeAsync(
        string idOrName, Func<Node, NodeChange?> decide, Cause cause, CancellationToken cancellationToken) =>
        await TryChangeAsync((await GetAsync(idOrName, cancellationToken)).Id, decide, cause, cancellationToken)
            ?? throw new NexusException(NodeErrors.Unknown(idOrName));

    /// <param name="idOrName">Names never look like ids.</param>
    /// <exception cref="NexusException"><c>node.not_found</c>.</exception>
    public async Task<Node> GetAsync(string idOrName, CancellationToken cancellationToken) =>
        Read(await ledger.FindAsync(Kind, idOrName, cancellationToken)
            ?? await FindByNameAsync(idOrName, cancellationToken)
            ?? throw new NexusException(NodeErrors.Unknown(idOrName)));

    public async Task RemoveAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(Kind, id, cancellationToken) is not { } row)
            return;
        StateRemoval[] ended =
        [
            new(Kind, id, row.Version), .. await NodeCredentials.EndOfAsync(ledger, Read(row), cancellationToken),
        ];
        await intake.EmitAsync(
            new LedgerBatch([Event(new(Read(row), "xyn.node.removed"), cause)], [], ended).ClaimedBy(cause),
            cancellationToken);
    }

    /// <summary>Reads, decides, writes; again when someone else was faster.</summary>
    /// <returns>Null: there is none.</returns>
    private async Task<Node?> TryChangeAsync(
        string id, Func<Node, NodeChange?> decide, Cause cause, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await ledger.FindAsync(Kind, id, cancellationToken) is not { } row)
                return null;
            if (decide(Read(row)) is not { } change)
            {
                await intake.KeepAsync(cause, new(Kind, id), cancellationToken);
                return Read(row);
            }

            try
            {
                await intake.EmitAsync(
                    new LedgerBatch([Event(change, cause)], Row(change.Node, row.Version + 1)).ClaimedBy(cause),
                    cancellationToken);
                return change.Node;
            }
            catch (NexusException e) when (e.Error.Code is "ledger.conflict" && attempt < Attempts)
            {
                await Task.Yield();
            }
        }
    }

    internal Task<StateRow?> FindByNameAsync(string name, CancellationToken cancellationToken) =>
        ledger.FindByNameAsync(Kind, Scope.All, name, cancellationToken);

    private async Task<StateRow?> FindTokenAsync(string token, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(JoinTokens.Kind, Credential.Hash(token), cancellationToken);
        return row is not null && JoinTokens.Read(row).ExpiresAt > clock.GetUtcNow() ? row : null;
    }

    private LedgerEvent Event(NodeChange change, Cause cause) =>
        LedgerEvent.Now(clock, change.EventName, new(Kind, change.Node.Id), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            Data = EventData.Of([("name", change.Node.Name), .. change.Data]),
        };

    private static StateRow Row(Node node, long version) =>
        new(Kind, node.Id, node.Name, RowOwner, version, JsonSerializer.Serialize(node, NodeJson.Default.Node));

    private static Node Read(StateRow row) => row.Read(NodeJson.Default.Node);
}
