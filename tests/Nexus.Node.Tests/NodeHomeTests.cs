using Nexus.Node.Agent;
using Nexus.Testing;

namespace Nexus.Node.Tests;

/// <summary>What a killed node was writing goes with the next start, and nothing of an environment's own.</summary>
public sealed class NodeHomeTests : IDisposable
{
    private readonly TemporaryDirectory _state = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task What_was_half_written_is_gone()
    {
        string[] cut = ["node.json.new", "journal.new", "e/1/environment.json.new", "e/1/opt/nexus-workspaced.new"];
        string[] kept = ["node.json", "e/1/environment.json", "e/1/s/notes.new"];
        foreach (var file in (string[])[.. cut, .. kept])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_state.File(file))!);
            await File.WriteAllTextAsync(_state.File(file), "{}", Ct);
        }

        using var home = await NodeHome.OpenAsync(_state.Path, TimeProvider.System, Ct);

        Assert.DoesNotContain(cut, file => File.Exists(_state.File(file)));
        Assert.All(kept, file => Assert.True(File.Exists(_state.File(file))));
    }
}
