using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>examples/plugins, in a home of a server.</summary>
public sealed class PluginExampleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_example_does_what_it_says()
    {
        using var home = new TemporaryDirectory();
        Install(home.Path);
        await using var host = await ServerHost.StartAsync(home: home.Path);
        using var client = host.Client();
        await client.PutAsJsonAsync(
            "/api/v1/secrets/user/me/seal", new("a key to seal with"), ContractsJson.Default.SecretPutRequest, Ct);
        await client.PromotedAsync("""
            id: bp.counting
            trigger: { event_type: never.told }
            plan:
              - { kind: action_task, id: count, action: words.count,
                  with: { text: "to be or not", key: "{{ secrets['user/me/seal'] }}" } }
              - { kind: action_task, id: none, on_failure: continue, action: words.count, with: { text: " " } }
            outputs: [ { name: words }, { name: seal } ]
            """);

        var run = await client.StartedAsync(new() { BlueprintRef = "bp.counting" });
        var ended = await host.EndAsync(client, run.RunId);
        var none = (await client.StepAsync(run.RunId, "none")).Error;
        var action = await client.GetFromJsonAsync(
            "/api/v1/actions/words.count", ContractsJson.Default.ActionView, Ct);

        Assert.Equal((RunStatus.Completed, null), (ended.Status, ended.Error?.Message));
        var seal = HMACSHA256.HashData(Encoding.UTF8.GetBytes("a key to seal with"), "4"u8);
        Assert.Equal(
            $$"""{"words":4,"seal":"{{Convert.ToHexStringLower(seal)}}"}""", ended.Outputs?.GetRawText());
        Assert.Equal(("plugin.failed", "words.count failed: there are no words.", "Give it some."),
            (none!.Code, none.Message, none.Hint));
        Assert.Equal(("plugin words", true), (action!.Origin, action.IsIdempotent));
    }

    private static void Install(string home)
    {
        var into = Directory.CreateDirectory(Path.Combine(home, "plugins", "words")).FullName;
        foreach (var file in Directory.EnumerateFiles(Example()))
            File.Copy(file, Path.Combine(into, Path.GetFileName(file)));
    }

    private static string Example([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "examples", "plugins", "words"));
}
