using Nexus.Contracts;
using Nexus.Journeys.Acting;
using Nexus.Journeys.Guide;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Examples;

/// <summary>Blueprints of the examples: what their pages say is done, in their directory.</summary>
public sealed class PackTests
{
    private const string Full = "write failed: No space left on device";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alert-fix")]
    [InlineData("nightly-backup")]
    public async Task What_a_page_shows_is_what_happens(string pack)
    {
        await using var nexus = await Installation.StartAsync("process");

        await (await CopyAsync(nexus, pack)).FollowAsync(nexus);

        Assert.DoesNotContain(await nexus.WorkspacesAsync(), one => one.Workcell is not null);
    }

    [Theory]
    [InlineData("echo cache is emptied", "exit 7", "ssh.exit_code")]
    [InlineData("user: \"{{ steps.cell.outputs.ssh_user }}\"", "user: nobody", "ssh.refused")]
    public async Task A_fix_that_fails_leaves_a_report_and_no_workcell(string part, string other, string code)
    {
        await using var nexus = await Installation.StartAsync("process");
        await CopyAsync(nexus, "alert-fix");
        var text = await File.ReadAllTextAsync(Path.Combine(Below(nexus), "alert-fix.yaml"), Ct);
        Assert.Contains(part, text, StringComparison.Ordinal);
        await nexus.NexusAsync("key", "register");
        await nexus.NexusAsync("secret", "set", "user/me/ssh", "--file", nexus.Key);
        await nexus.PromoteAsync("alert-fix", text.Replace(part, other, StringComparison.Ordinal));
        var run = await nexus.StartRunAsync("bp.alert.fix", "host=web-1", "service=shop", $"output={Full}");
        await nexus.UntilAsync(run, seen => seen.WaitingFor is "gate");

        await nexus.NexusAsync("run", "approve", $"{run}");
        var ended = await nexus.EndAsync(run);

        Assert.Equal((RunStatus.Failed, code), (ended.Status, ended.Error?.Code));
        var reports = await nexus.NexusAsync("artifact", "list", "--run", $"{run}", "--kind", "report");
        Assert.Contains("alert-report.json", reports, StringComparison.Ordinal);
        await nexus.NoWorkcellIsLeftAsync();
    }

    private static string Below(Installation nexus) => Path.Combine(nexus.Root, "me");

    /// <summary>The reader stands in a copy of the pack.</summary>
    private static async Task<GuidePage> CopyAsync(Installation nexus, string pack)
    {
        var from = Path.Combine(GuidePage.Root, "examples", "blueprints", pack);
        await nexus.RunAsync(new Argv("cp", "-r", from, Below(nexus)));
        return GuidePage.Read(pack, Path.Combine(from, "README.md"));
    }
}
