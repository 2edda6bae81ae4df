using System.Diagnostics;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Running;

/// <summary>A key registered again replaces the one before, also in what runs; a revoked one opens nothing.</summary>
public sealed class KeyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_replaced_key_reaches_a_running_workspace(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();
        await nexus.NexusAsync("workspace", "create", "demo", "--source", repository, "--provider", provider);
        var workspace = await nexus.StatusAsync("demo");
        var other = Path.Combine(nexus.Root, "other");
        await nexus.RunAsync(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other));

        var key = (await File.ReadAllTextAsync($"{other}.pub", Ct)).Trim();
        using var api = await nexus.HttpAsync();
        using var answer = await api.PostAsJsonAsync(
            "users/register", new RegisterUserRequest { SshPubkey = key },
            ContractsJson.Default.RegisterUserRequest, Ct);
        answer.EnsureSuccessStatusCode();
        await UntilAsync(async () => (await LogInAsync(nexus, workspace, other)).IsSuccess);
        Assert.Equal(255, (await LogInAsync(nexus, workspace, nexus.Key)).ExitCode);

        await nexus.NexusAsync("key", "revoke");
        await UntilAsync(async () => (await LogInAsync(nexus, workspace, other)).ExitCode == 255);
        await nexus.NexusAsync("workspace", "rm", "demo", "--yes");
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await isSo())
            Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(5), "The keys did not change.");
    }

    private static Task<ProcessResult> LogInAsync(Installation nexus, WorkspaceView workspace, string key) =>
        nexus.TryRunAsync(new Argv("ssh", [
            "-i", key, .. nexus.SshOptions(workspace)[2..], $"dev@{workspace.Ssh.Host}", "true"]));
}
