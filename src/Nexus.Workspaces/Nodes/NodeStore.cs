using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Nodes;

/// <summary>Nodes and join tokens as rows of the ledger.</summary>
public sealed class NodeStore(ILedger ledger, IEventIntake intake, TimeProvider clock)
{
    private const string Kind = "node";
    private const string TokenKind = "join_token";
    private const string RowOwner = "system";
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    public async Task<IReadOnlyList<Node>> ListAsync(string? after, int limit, CancellationToken cancellationToken) =>
        [.. (await ledger.ListAsync(new(Kind, Scope.All) { After = after, Limit = limit }, cancellationToken))
            .Select(Read)];

    /// <summary>The node with this credential.</summary>
    public async Task<Node?> AuthenticateAsync(string token, CancellationToken cancellationToken)
    {
        var hash = Credential.Hash(token);
        return (await ListAsync(after: null, limit: 1000, cancellationToken))
            .FirstOrDefault(node => Credential.IsSame(node.TokenHash, hash));
    }

    public async Task<JoinTokenView> NewJoinTokenAsync(Cause cause, CancellationToken cancellationToken)
    {
        var token = Credential.New("nxj");
        var stored = new JoinToken(Credential.Hash(token), clock.GetUtcNow() + TokenLife);
        var body = JsonSerializer.Serialize(stored, NodeJson.Default.JoinToken);
        var told = LedgerEvent.Now(clock, "xyn.node.token.created", new("join_token", stored.Hash[..12]),
            cause.CorrelationId) with
        { Actor = cause.Actor };
        await intake.EmitAsync(
            new([told], new StateRow(TokenKind, stored.Hash, "", RowOwner, 1, body)), cancellationToken);
        return new(token, stored.ExpiresAt);
    }

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
    /// <exception cref="NexusException"><c>node.bad_join_token</c>, <c>node.name_taken</c>.</exception>
    public async Task<JoinView> JoinAsync(
        string name, string? joinToken, Func<Node, bool> mayReplace, Cause cause, CancellationToken cancellationToken)
    {
        var token = joinToken is null ? null : await FindTokenAsync(joinToken, cancellationToken)
            ?? throw new NexusException(NodeErrors.BadJoinToken);
        var known = await ledger.FindByNameAsync(Kind, Scope.All, name, cancellationToken);
        if (known is not null && !mayReplace(Read(known)))
            throw new NexusException(NodeErrors.NameTaken(name));
        var credential = Credential.New("nxn");
        var node = new Node
        {
            Id = known?.Id ?? Ids.New("node", clock),
            Name = name,
            TokenHash = Credential.Hash(credential),
            JoinedAt = clock.GetUtcNow(),
        };
        StateRemoval[] used = token is null ? [] : [new(TokenKind, token.Id, token.Version)];
        await intake.EmitAsync(
            new([Event("xyn.node.joined", node, cause)], [Row(node, (known?.Version ?? 0) + 1)], used),
            cancellationToken);
        return new(node.Id, node.Name, credential);
    }

    /// <summary>Tells once that a node went away, and once that it returned.</summary>
    public async Task MarkAsync(string nodeId, bool isAway, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(Kind, nodeId, cancellationToken) is not { } row || Read(row).IsAway == isAway)
            return;

        var node = Read(row) with { IsAway = isAway };
        var name = isAway ? "xyn.node.unreachable" : "xyn.node.returned";
        await intake.EmitAsync(
            new([Event(name, node, Cause.System(nodeId))], Row(node, row.Version + 1)), cancellationToken);
    }

    /// <param name="idOrName">Names never look like ids.</param>
    /// <exception cref="NexusException"><c>node.not_found</c>.</exception>
    public async Task<Node> GetAsync(string idOrName, CancellationToken cancellationToken) =>
        Read(await ledger.FindAsync(Kind, idOrName, cancellationToken)
            ?? await ledger.FindByNameAsync(Kind, Scope.All, idOrName, cancellationToken)
            ?? throw new NexusException(NodeErrors.Unknown(idOrName)));

    public async Task RemoveAsync(string id, Cause cause, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(Kind, id, cancellationToken) is not { } row)
            return;
        await intake.EmitAsync(
            new([Event("xyn.node.removed", Read(row), cause)], [], [new StateRemoval(Kind, id, row.Version)]),
            cancellationToken);
    }

    private async Task<StateRow?> FindTokenAsync(string token, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(TokenKind, Credential.Hash(token), cancellationToken);
        return row is not null
            && JsonSerializer.Deserialize(row.Body, NodeJson.Default.JoinToken) is { } stored
            && stored.ExpiresAt > clock.GetUtcNow() ? row : null;
    }

    private LedgerEvent Event(string name, Node node, Cause cause) =>
        LedgerEvent.Now(clock, name, new(Kind, node.Id), cause.CorrelationId) with
        {
            Actor = cause.Actor,
            Data = EventData.Of(("name", node.Name)),
        };

    private static StateRow Row(Node node, long version) =>
        new(Kind, node.Id, node.Name, RowOwner, version, JsonSerializer.Serialize(node, NodeJson.Default.Node));

    private static Node Read(StateRow row) =>
        JsonSerializer.Deserialize(row.Body, NodeJson.Default.Node)
            ?? throw new InvalidDataException($"The row of {row.Id} is empty.");
}
