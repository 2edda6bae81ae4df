using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Contracts;
using Nexus.Testing;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What a killed server leaves of an upload goes with the next start, and nothing else does.</summary>
public sealed class CutUploadTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Uploads => Path.Combine(_home.Path, "state", "uploads");

    private IEnumerable<string?> Kept => Directory.EnumerateFiles(Uploads).Select(Path.GetFileName);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_a_killed_server_left_is_gone_when_the_next_has_started()
    {
        Directory.CreateDirectory(Uploads);
        await File.WriteAllTextAsync(Path.Combine(Uploads, "ws-1.bundle.abc.part"), "begun", Ct);
        await File.WriteAllTextAsync(Path.Combine(Uploads, "ws-2.bundle"), "whole", Ct);

        await using var host = await ServerHost.StartAsync(home: _home.Path);

        Assert.Equal(["ws-2.bundle"], Kept);
    }

    [Fact]
    public async Task One_that_is_being_written_stays_and_arrives()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock, home: _home.Path);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "demo", Upload = true });
        using var slow = new HeldContent();
        var sending = client.PutAsync("/api/v1/workspaces/demo/source", slow, Ct);
        await slow.Begun.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await UntilAsync(() => Directory.Exists(Uploads) && Kept.Any());

        await File.WriteAllTextAsync(Path.Combine(Uploads, "ws-1.bundle.abc.part"), "cut", Ct);
        clock.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => Kept.Count() == 1);
        var forgotten = host.Services.GetRequiredService<HomeFiles>().ForgetCutUploads();
        slow.Release();

        Assert.Equal(HttpStatusCode.NoContent, (await sending.WaitAsync(TimeSpan.FromSeconds(60), Ct)).StatusCode);
        Assert.Equal(0, forgotten);
        Assert.EndsWith(".bundle", Assert.Single(Kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_finds_its_home_taken_leaves_what_the_other_writes()
    {
        await using var host = await ServerHost.StartAsync(home: _home.Path);
        Directory.CreateDirectory(Uploads);
        await File.WriteAllTextAsync(Path.Combine(Uploads, "ws-1.bundle.abc.part"), "begun", Ct);

        var refused = await Assert.ThrowsAsync<NexusException>(() => ServerHost.StartAsync(home: _home.Path));

        Assert.Equal("ledger.in_use", refused.Error.Code);
        Assert.Single(Kept);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }
}
