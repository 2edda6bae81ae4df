using System.Security.Cryptography;
using System.Text;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Running;

/// <summary>A service gets the secrets its file names, and nothing else ever holds one of them.</summary>
public sealed class SecretTests
{
    private const string Config = """
        services:
          web:
            command: printf %s "$KEY" | sha256sum > /tmp/sum; exec sleep infinity
            environment:
              PLAIN: text
              KEY: { secret: user/me/canary }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("process")]
    [InlineData("docker")]
    public async Task A_secret_reaches_its_service_and_nothing_else(string provider)
    {
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();
        Directory.CreateDirectory(Path.Combine(repository, ".nexus"));
        await File.WriteAllTextAsync(Path.Combine(repository, ".nexus", "config.yaml"), Config, Ct);
        await nexus.RunAsync(new Argv("git", "-C", repository, "add", "-A"));
        await nexus.RunAsync(new Argv(
            "git", "-C", repository, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "config"));

        var refused = await nexus.TryNexusAsync(
            "workspace", "create", "it", "--source", repository, "--provider", provider);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("service.secret_missing", refused.Error, StringComparison.Ordinal);
        Assert.Contains("'web'", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nexus secret set user/me/canary", refused.Error, StringComparison.Ordinal);

        var first = await SetAsync(nexus, "first-canary-5be1");
        await nexus.NexusAsync("workspace", "up", "it");
        Assert.Equal(first, await SumAsync(nexus));
        var second = await SetAsync(nexus, "second-canary-77d0");
        await nexus.NexusAsync("workspace", "restart", "it");
        Assert.Equal(second, await SumAsync(nexus));
        await nexus.NexusAsync("workspace", "down", "it");
        await nexus.NexusAsync("workspace", "up", "it");
        Assert.Equal(second, await SumAsync(nexus));

        await NowhereAsync(nexus, "first-canary-5be1");
        await NowhereAsync(nexus, "second-canary-77d0");
    }

    /// <returns>The sum of the value.</returns>
    private static async Task<string> SetAsync(Installation nexus, string value)
    {
        await nexus.ScriptAsync("""printf %s "$1" | "$NEXUS" secret set user/me/canary""", value);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
    }

    private static async Task<string> SumAsync(Installation nexus) =>
        (await nexus.NexusAsync("workspace", "exec", "it", "cat", "/tmp/sum")).Split(' ')[0];

    private static async Task NowhereAsync(Installation nexus, string canary)
    {
        var grep = await nexus.TryRunAsync(new Argv("grep", "-rlF", canary, nexus.Home, nexus.NodeState));
        Assert.Equal((1, ""), (grep.ExitCode, grep.Output));
        string[][] questions =
        [
            ["event", "list", "--limit", "500", "--json"], ["workspace", "status", "it", "--json"],
            ["workspace", "list", "--json"], ["workspace", "services", "it", "--json"],
            ["workspace", "logs", "it"], ["run", "list", "--json"], ["secret", "list", "--json"],
        ];
        foreach (var question in questions)
        {
            var answer = await nexus.TryNexusAsync(question);
            Assert.True(answer.IsSuccess, $"{question[1]}: {answer.Error}");
            Assert.DoesNotContain(canary, answer.Output + answer.Error, StringComparison.Ordinal);
        }
    }
}
