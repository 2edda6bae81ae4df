using System.Runtime.CompilerServices;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Schedules;

/// <summary>examples/blueprints/nightly-backup: it begins at its time, and what fails is told.</summary>
public sealed class NightlyPackTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task At_half_past_two_in_Berlin_a_run_begins_and_without_its_workspace_it_says_so()
    {
        await using var host = await ServerHost.StartAsync(_clock);
        using var client = host.Client();
        var promoted = await client.PromotedAsync(await TextAsync());
        var due = Assert.Single(promoted.Schedules).NextDueAt!.Value;

        await host.WaitAsync(_clock, due - _clock.GetUtcNow());
        var told = Assert.Single(await host.ToldAsync(1));
        var failed = host.EventAsync("backup.failed");
        while (!failed.IsCompleted)
            await host.PassAsync(_clock, TimeSpan.FromMinutes(1));

        Assert.Equal(new TimeSpan(1, 30, 0), due.TimeOfDay); // January: one hour before UTC.
        Assert.Equal(due, told.DueAt());
        var data = (await failed).Data!.Value;
        Assert.Equal("shop", data.GetProperty("workspace").GetString());
        Assert.Equal(due, data.GetProperty("due_at").GetDateTimeOffset());
        Assert.Contains("shop", data.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_night_without_a_server_is_made_up_for_once()
    {
        await using (var first = await ServerHost.StartAsync(_clock, home: _home.Path))
        {
            using var before = first.Client();
            await before.PromotedAsync(await TextAsync());
        }

        _clock.Advance(TimeSpan.FromDays(3));
        await using var host = await ServerHost.StartAsync(_clock, home: _home.Path);
        using var client = host.Client();

        Assert.Equal(2, Assert.Single(await host.ToldAsync(1)).Missed());
        Assert.Single(
            await client.RunsAsync(), run => run.Name.StartsWith("bp.nightly.backup@", StringComparison.Ordinal));
    }

    private static Task<string> TextAsync([CallerFilePath] string here = "") => File.ReadAllTextAsync(
        Path.Combine(
            Path.GetDirectoryName(here)!, "..", "..", "..", "examples", "blueprints", "nightly-backup",
            "nightly-backup.yaml"),
        Ct);
}
