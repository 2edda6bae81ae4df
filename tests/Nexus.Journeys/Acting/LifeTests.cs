using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Acting;

/// <summary>What runs do with a workspace from its begin to its end, on each provider.</summary>
public sealed class LifeTests
{
    private const string Life = """
        id: bp.life
        trigger: { event_type: never.happens }
        inputs: [ { name: provider } ]
        plan:
          - { kind: action_task, id: make, action: workspace.create, timeout: 4m,
              with: { name: life, provider: "{{ inputs.provider }}" } }
          - { kind: action_task, id: write, action: workspace.exec,
              with: { workspace: life, argv: [sh, -c, "echo kept > note; id -un"] } }
          - { kind: action_task, id: archive, action: workspace.archive,
              with: { workspace: "{{ steps.make.outputs.workspace_id }}", paths: [note] } }
          - { kind: action_task, id: none, action: workspace.archive, on_failure: continue,
              with: { workspace: life, paths: [note, -x, nothing] } }
          - { kind: action_task, id: down, action: workspace.down, timeout: 2m, with: { workspace: life } }
          - { kind: action_task, id: asleep, action: workspace.exec, on_failure: continue,
              with: { workspace: life, command: "true" } }
          - { kind: action_task, id: up, action: workspace.up, timeout: 4m, with: { workspace: life } }
          - { kind: action_task, id: read, action: container.exec, with: { workspace: life, command: cat note } }
          - { kind: action_task, id: gone, action: workspace.destroy, timeout: 2m,
              with: { workspace: life, force: true } }
        outputs:
          - { name: states, value: ["{{ steps.make.outputs.status }}", "{{ steps.down.outputs.status }}",
              "{{ steps.up.outputs.status }}", "{{ steps.gone.outputs.removed }}"] }
          - { name: user, value: "{{ steps.write.outputs.stdout }}" }
          - { name: note, value: "{{ steps.read.outputs.stdout }}" }
          - { name: archive, value: "{{ steps.archive.outputs.artifact_id }}" }
          - { name: provider, value: "{{ steps.up.outputs.provider }}" }
        """;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_run_makes_uses_stops_starts_and_removes_it(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);

        var ended = await nexus.RunOnceAsync("life", Life, $"provider={provider}");

        Assert.True(ended.Status is RunStatus.Completed, $"{ended.Error}");
        var outputs = ended.Outputs!.Value;
        Assert.Equal("""["ready","stopped","ready",true]""", outputs.GetProperty("states").GetRawText());
        Assert.Equal(
            ("dev\n", "kept\n", provider),
            (outputs.GetProperty("user").GetString(), outputs.GetProperty("note").GetString(),
                outputs.GetProperty("provider").GetString()));
        var steps = (await nexus.StepsAsync(ended.RunId)).ToDictionary(step => step.Name, StringComparer.Ordinal);
        Assert.Equal("workspace.not_running", steps["asleep"].Error?.Code);
        Assert.Equal("exec.failed", steps["none"].Error?.Code);
        Assert.Contains("nothing", steps["none"].Error?.Details?["stderr"], StringComparison.Ordinal);
        var file = Path.Combine(nexus.Root, "note.tar.gz");
        await nexus.NexusAsync("artifact", "download", $"{outputs.GetProperty("archive").GetString()}", "-o", file);
        Assert.Equal("kept\n", await nexus.ScriptAsync("tar -xzOf $1 note", file));
        Assert.Single(
            (await nexus.NexusAsync("artifact", "list", "--kind", "backup")).Split('\n'),
            line => line.Contains("life.tar.gz", StringComparison.Ordinal));
        Assert.Empty(await nexus.WorkspacesAsync());
        Assert.Empty(Directory.GetFiles(nexus.NodeState, "environment.json", SearchOption.AllDirectories));
    }
}
