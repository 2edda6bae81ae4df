using Microsoft.Extensions.Logging;
using Nexus.Engine.Runs;
using Nexus.Engine.Schedules;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;

namespace Nexus.Engine.Blueprints;

/// <summary>A revision that can run.</summary>
internal sealed record Compiled(Blueprint Blueprint, Plan Plan);

/// <summary>
/// The blueprints in force as the engine has them: what is written in the ledger, compiled. An event starts one whose
/// owner may see the event and was not revoked; the run is its owner's.
/// </summary>
internal sealed partial class BlueprintCatalogue(
    TriggerTable triggers, BlueprintPlan plans, ILedger ledger, ScheduleBook schedules,
    IAdministrators administrators, IOwners owners, ILogger<BlueprintCatalogue> logger)
{
    private const int Page = 500;

    /// <summary>At start, before the engine takes up runs: those find the revision they began with.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        triggers.Revisions = async (version, token) => (await FindAsync(version, token))?.Plan;
        var all = new List<(string, IReadOnlyList<PlanTrigger>)>();
        var query = new StateQuery(BlueprintState.Kind, Scope.All) { Limit = Page };
        IReadOnlyList<StateRow> rows;
        do
        {
            rows = await ledger.ListAsync(query, cancellationToken);
            foreach (var row in rows)
            {
                var state = BlueprintState.Read(row);
                if (!state.IsEnabled || await FindAsync(state.Version, cancellationToken) is not { } compiled)
                    continue;
                all.Add((row.Id, Triggers(compiled, row.OwnerId)));
                await schedules.LoadAsync(compiled.Blueprint, row.OwnerId, cancellationToken);
            }

            query = query with { After = rows.Count > 0 ? rows[^1].Id : null };
        }
        while (rows.Count == Page);

        triggers.Replace(all);
    }

    public Compiled Compile(Blueprint blueprint) => new(blueprint, plans.Compile(blueprint));

    /// <summary>From now on events start this revision.</summary>
    public void Put(Compiled compiled, string ownerId) =>
        triggers.Replace(compiled.Blueprint.Id, Triggers(compiled, ownerId));

    /// <summary>From now on no event starts it.</summary>
    public void Take(string blueprintId) => triggers.Replace(blueprintId, []);

    /// <param name="version">As runs are called.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>Null: there is none, or it cannot be read any more.</returns>
    public async Task<Compiled?> FindAsync(string version, CancellationToken cancellationToken)
    {
        if (!version.Contains('@', StringComparison.Ordinal)
            || await ledger.FindAsync(BlueprintVersion.Kind, version, cancellationToken) is not { } row)
        {
            return null;
        }

        // Without what the server can do now: an action that is gone fails the step that calls it, and says so.
        var (blueprint, problems) = BlueprintLoader.Load(BlueprintVersion.Read(row).Canonical, fileName: version);
        if (blueprint is not null)
            return Compile(blueprint);
        LogUnreadable(version, problems[0].Message);
        return null;
    }

    private IReadOnlyList<PlanTrigger> Triggers(Compiled compiled, string ownerId) =>
    [
        .. from trigger in BlueprintPlan.Triggers(compiled.Blueprint, compiled.Plan)
           let bind = trigger.Bind
           select trigger with
           {
               OwnerId = ownerId,
               Bind = item => MayStart(ownerId, item) ? bind?.Invoke(item) : null,
           },
    ];

    private bool MayStart(string ownerId, LedgerEvent item) =>
        (item.OwnerId == ownerId || administrators.Has(ownerId)) && !owners.IsRevoked(ownerId);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Version} cannot be read any more: {Problem}")]
    private partial void LogUnreadable(string version, string problem);
}
