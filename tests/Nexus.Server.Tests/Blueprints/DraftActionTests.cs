using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>What makes blueprints may be a blueprint.</summary>
public sealed class DraftActionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Actions_are_listed_and_promote_what_a_run_has_made()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await client.PromotedAsync("""
            id: bp.maker
            trigger: { event_type: make.one }
            inputs: [ { name: definition } ]
            plan:
              - { kind: action_task, id: save, action: drafts.save, with: { draft_type: blueprint, name: made,
                  trigger_event_type: alarm.raised, definition: "{{ inputs.definition }}" } }
              - { kind: action_task, id: check, action: blueprints.validate,
                  with: { draft_id: "{{ steps.save.outputs.draft_id }}" } }
              - { kind: action_task, id: promote, when: "{{ steps.check.outputs.is_valid }}",
                  action: blueprints.promote, with: { draft_id: "{{ steps.save.outputs.draft_id }}" } }
            outputs: [ { name: version }, { name: is_valid }, { name: revision } ]
            """);
        var definition = JsonSerializer.Serialize(Workshop.Asking());

        var run = await client.StartedAsync(new()
        {
            BlueprintRef = "bp.maker",
            Inputs = JsonElement.Parse($$"""{ "definition": {{definition}} }"""),
        });
        var ended = await host.EndAsync(client, run.RunId);
        await client.EmitAsync();

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        Assert.StartsWith("bp.asking@", ended.Outputs!.Value.GetProperty("version").GetString());
        Assert.StartsWith("bp.asking@", (await client.RunsAsync())[0].Name);
        var actions = await client.GetFromJsonAsync("/api/v1/actions", ContractsJson.Default.ActionPage, Ct);
        Assert.Contains("drafts.save", actions!.Items.Select(action => action.Name));
    }
}
