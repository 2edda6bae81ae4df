using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Actions;

/// <summary>Blueprints of one step, and runs of them.</summary>
internal static class Steps
{
    /// <summary><c>bp.doing</c>, whose only step does this.</summary>
    public static string Doing(string action, string with = "workspace: demo") => $$"""
        id: bp.doing
        trigger: { event_type: alarm.raised }
        plan: [ { kind: action_task, id: it, action: {{action}}, with: { {{with}} }, timeout: 1m } ]
        """;

    public static async Task<RunView> RunAsync(this ServerHost host, HttpClient client, string blueprint) =>
        await host.EndAsync(client, await client.BeginAsync(blueprint));

    public static async Task<Guid> BeginAsync(this HttpClient client, string blueprint, string inputs = "{}") =>
        (await client.StartedAsync(new() { BlueprintRef = blueprint, Inputs = JsonElement.Parse(inputs) })).RunId;
}
