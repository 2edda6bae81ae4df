using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Engine.Secrets;
using Nexus.Platform;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>Targets come and go: first the commit, then what follows from it in memory.</summary>
internal sealed class TargetDesk(
    ILedger ledger, IEventIntake intake, SecretReader secrets, LineServices services, Dispatcher dispatcher,
    TimeProvider clock)
{
    private const int Most = 20;

    /// <summary>It gets what happens from now on.</summary>
    /// <exception cref="NexusException">
    /// <c>target.invalid</c>, <c>target.name_taken</c>, <c>target.too_many</c>, or of the secret.
    /// </exception>
    public async Task<TargetView> AddAsync(
        TargetCreateRequest wish, Asker by, CancellationToken cancellationToken)
    {
        if (TargetRules.Problem(wish) is { } problem)
            throw new NexusException(OutboxErrors.Invalid(problem));
        var own = Scope.Of(by.UserId);
        if (await ledger.FindByNameAsync(TargetState.Kind, own, wish.Name, cancellationToken) is not null)
            throw new NexusException(OutboxErrors.NameTaken(wish.Name));
        var others = await ledger.ListAsync(new(TargetState.Kind, own) { Limit = Most }, cancellationToken);
        if (others.Count == Most)
            throw new NexusException(OutboxErrors.TooMany(Most));
        var target = new TargetState
        {
            Url = wish.Url,
            Secret = wish.Secret is { } path ? secrets.Find(path, by.UserId) : null,
            Events = wish.Events ?? ["*"],
            CreatedAt = clock.GetUtcNow(),
        };
        var row = new StateRow(
            TargetState.Kind, Ids.New("target", clock), wish.Name, by.UserId, 1, target.Body());
        var view = TargetState.View(row);
        var batch = new LedgerBatch(
            [Told("xyn.target.added", row, by, ("events", string.Join(' ', target.Events)))],
            row, TargetPlace.First(row.Id, row.OwnerId, ledger.Head));
        await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
        dispatcher.Begin(row);
        return view;
    }

    /// <summary>With its letters.</summary>
    /// <exception cref="NexusException"><c>target.not_found</c>.</exception>
    public async Task<TargetView> RemoveAsync(string id, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.TargetAsync(id, by, cancellationToken);
        await dispatcher.EndAsync(row.Id);
        try
        {
            row = await ledger.TargetAsync(row.Id, by, cancellationToken);
            var view = TargetState.View(row);
            var place = await ledger.FindAsync(TargetPlace.Kind, row.Id, cancellationToken);
            var gone = await services.Letters.OfAsync(row.Id, cancellationToken);
            StateRow[] all = [row, .. place is null ? (StateRow[])[] : [place], .. gone];
            var batch = new LedgerBatch(
                [Told("xyn.target.removed", row, by)], [],
                [.. all.Select(one => new StateRemoval(one.Kind, one.Id, one.Version))]);
            await intake.EmitAsync(by.Join(batch, Json(view)), CancellationToken.None);
            return view;
        }
        catch
        {
            dispatcher.Begin(row); // it is there still
            throw;
        }
    }

    /// <summary>Its dead letters, or one, go out again; a suspended target goes on.</summary>
    /// <exception cref="NexusException"><c>target.not_found</c>, <c>target.letter_not_found</c>.</exception>
    public async Task<RedriveView> RedriveAsync(
        string id, string? letter, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.TargetAsync(id, by, cancellationToken);
        var state = TargetState.Read(row);
        var dead = (await services.Letters.OfAsync(row.Id, cancellationToken))
            .Where(one => !one.IsOpen && (letter is null || one.Id == letter)).ToList();
        if (letter is not null && dead.Count == 0)
            throw new NexusException(OutboxErrors.LetterNotFound(letter));
        var view = new RedriveView(dead.Count);
        if (dead.Count == 0 && state.SuspendedAt is null)
            return view;
        StateRow[] changed =
        [
            .. state.SuspendedAt is null
                ? (StateRow[])[]
                : [row.Next((state with { SuspendedAt = null }).Body())],
            .. dead.Select(one => one.Next(one.Body) with { IsOpen = true }),
        ];
        var batch = new LedgerBatch([Told("xyn.target.redriven", row, by, ("count", dead.Count))], changed);
        var answer = JsonSerializer.Serialize(view, ContractsJson.Default.RedriveView);
        await intake.EmitAsync(by.Join(batch, answer), CancellationToken.None);
        dispatcher.Wake(row.Id);
        return view;
    }

    /// <exception cref="NexusException"><c>target.not_found</c>, <c>target.letter_not_found</c>.</exception>
    public async Task<LetterView> DropAsync(
        string id, string letter, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.TargetAsync(id, by, cancellationToken);
        var gone = LetterState.TargetOf(letter) == row.Id
            ? await ledger.FindAsync(LetterState.Kind, letter, cancellationToken)
            : null;
        if (gone is null)
            throw new NexusException(OutboxErrors.LetterNotFound(letter));
        var view = LetterState.View(gone);
        var batch = new LedgerBatch(
            [Told("xyn.target.letter.removed", row, by, ("letter", letter))], [],
            [new(gone.Kind, gone.Id, gone.Version)]);
        var answer = JsonSerializer.Serialize(view, ContractsJson.Default.LetterView);
        await intake.EmitAsync(by.Join(batch, answer), CancellationToken.None);
        return view;
    }

    private LedgerEvent Told(
        string name, StateRow target, Asker by, (string Name, System.Text.Json.Nodes.JsonNode? Value)? more = null) =>
        by.Event(
            clock, name, new(TargetState.Kind, target.Id),
            more is { } field ? EventData.Of(("name", target.Name), field) : EventData.Of(("name", target.Name))) with
        {
            OwnerId = target.OwnerId,
        };

    private static string Json(TargetView view) => JsonSerializer.Serialize(view, ContractsJson.Default.TargetView);
}

/// <summary>Questions about targets.</summary>
internal static class StoredTargets
{
    /// <param name="ledger">Asked.</param>
    /// <param name="id">Or the name of one of the caller's.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NexusException"><c>target.not_found</c>.</exception>
    public static async Task<StateRow> TargetAsync(
        this ILedger ledger, string id, Asker by, CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(TargetState.Kind, id, cancellationToken)
            ?? await ledger.FindByNameAsync(TargetState.Kind, Scope.Of(by.UserId), id, cancellationToken);
        return row is not null && by.Sees(row) ? row : throw new NexusException(OutboxErrors.NotFound(id));
    }
}
