using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>Asked for what is there, it makes nothing.</summary>
public sealed class KeptSourceTests : SandboxTests
{
    [Fact]
    public async Task What_is_there_is_told_and_what_is_not_is_lost()
    {
        var lost = await Assert.ThrowsAsync<NexusException>(() => FetchAsync("kept"));
        var made = await FetchAsync("none");
        var kept = await FetchAsync("kept");

        Assert.Equal("source.lost", lost.Error.Code);
        Assert.Equal(("main", made), (made.Branch, kept));
    }

    private async Task<RepoView> FetchAsync(string kind)
    {
        await using var channel = await Workspace.OpenAsync(
            Verbs.Source, new SourceRequest(kind, null, null), TransportJson.Default.SourceRequest);
        using var frames = new FrameChannel(channel);
        var outcome = await frames.FinishAsync();
        return JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(outcome.Output), TransportJson.Default.RepoView)!;
    }
}
