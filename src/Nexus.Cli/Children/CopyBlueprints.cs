using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary>
/// Gives a child home the blueprints in force, through its own validation. What could do more there than here, or would
/// begin by itself in both, arrives as a draft: whoever wants it there promotes it.
/// </summary>
internal sealed class CopyBlueprints(Caller caller, ChildServer server, ChildHome home)
{
    private const int Most = 10_000;

    /// <returns>How many are in force there.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var me = await caller.Client.MeAsync(cancellationToken);
        var ours = await caller.Client.BlueprintsAsync(Most, cancellationToken);
        var theirs = await server.AskAsync(client => client.BlueprintsAsync(Most, cancellationToken));
        var count = 0;
        foreach (var blueprint in ours.Items)
        {
            var there = theirs.Items.FirstOrDefault(one => one.BlueprintId == blueprint.BlueprintId);
            if (there?.Revision != blueprint.Revision)
                there = await CopyAsync(blueprint, WhyDraft(blueprint, me), cancellationToken);
            if (there is null)
                continue;
            count++;
            if (there.Status != blueprint.Status)
            {
                await server.AskAsync(client => client.SwitchBlueprintAsync(
                    blueprint.BlueprintId, blueprint.Status is "active", cancellationToken));
            }
        }

        return count;
    }

    /// <returns>Null: it is to be in force there, too.</returns>
    private static string? WhyDraft(BlueprintView blueprint, UserView me) => blueprint switch
    {
        { OwnerId: var owner } when owner != me.UserId => "it is another user's, and would be an administrator's there",
        { Schedules.Count: > 0 } => "it has a schedule, and would be started in both homes",
        _ => null,
    };

    /// <returns>Null: it is a draft there.</returns>
    private async Task<BlueprintView?> CopyAsync(
        BlueprintView blueprint, string? whyDraft, CancellationToken cancellationToken)
    {
        var version = await caller.Client.BlueprintVersionAsync(
            blueprint.BlueprintId, blueprint.Revision, cancellationToken);
        var draft = await server.AskAsync(client => client.SaveDraftAsync(
            new()
            {
                Name = blueprint.BlueprintId,
                Content = JsonSerializer.SerializeToElement(version.Definition ?? "", ContractsJson.Default.String),
                Notes = "from the parent home",
            },
            cancellationToken));
        draft = await server.AskAsync(client => client.ValidateDraftAsync(draft.DraftId, cancellationToken));
        var problem = draft.Validation is { Issues: [var first, ..] } ? first.Message.TrimEnd('.') : null;
        if (problem is null && whyDraft is null)
            return await server.AskAsync(client => client.PromoteDraftAsync(draft.DraftId, cancellationToken));

        caller.Output.Warn($"{blueprint.BlueprintId} stays a draft of the child: {problem ?? whyDraft}");
        var validate = problem is null ? "" : $"nexus draft validate {blueprint.BlueprintId} && ";
        caller.Output.Say($"  with NEXUS_HOME={home.Path}: {validate}nexus draft promote {blueprint.BlueprintId}");
        return null;
    }
}
