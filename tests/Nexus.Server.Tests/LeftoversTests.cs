using Nexus.Server.Tests.Artifacts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>The real program: what a killed one was writing into its home is gone when the next has started.</summary>
public sealed class LeftoversTests : IDisposable
{
    private static readonly string[] Cut =
    [
        "hosts/ws-1.part", "uploads/ws-1.bundle.abc.part", "artifacts/incoming/abc.part", "config.json.part",
        "server.json.part", "nexusd.pid.part", "secrets.key.part", "secrets.json.part",
        "data/archive/events-000000000001.jsonl.gz.part",
    ];

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task What_was_half_written_is_gone()
    {
        foreach (var file in (string[])[.. Cut, "hosts/ws-1"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            await File.WriteAllTextAsync(PathOf(file), "begun", TestContext.Current.CancellationToken);
        }

        await using var server = await ServerProcess.StartAsync(_home.Path);

        Assert.DoesNotContain(Cut, file => File.Exists(PathOf(file)));
        Assert.True(File.Exists(PathOf("hosts/ws-1")));
    }

    private string PathOf(string file) => Path.Combine(_home.Path, "state", file);
}
