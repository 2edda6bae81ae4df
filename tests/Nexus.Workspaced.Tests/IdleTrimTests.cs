using System.Globalization;

namespace Nexus.Workspaced.Tests;

/// <summary>What a connection needed is given back, also while a node greets its daemon every two seconds.</summary>
public sealed class IdleTrimTests : SandboxTests
{
    /// <summary>Of the 250 that go; without anything given back it only grows.</summary>
    private const int GivenBackKibibytes = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Greetings_keep_no_memory_from_being_given_back()
    {
        await Workspace.ConfigureAsync(yaml: null);
        var (most, own) = (0, await OwnKibibytesAsync());
        var begun = TimeProvider.System.GetTimestamp();

        for (; own > most - GivenBackKibibytes; own = await OwnKibibytesAsync())
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, Patience);
            most = Math.Max(most, own);
            await Workspace.HelloAsync();
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Ct);
        }
    }

    /// <summary>Resident memory that it shares with nobody and no file.</summary>
    private async Task<int> OwnKibibytesAsync()
    {
        var daemon = await Workspace.InnerAsync();
        var lines = await File.ReadAllLinesAsync($"/proc/{daemon.Pid}/status", Ct);
        var line = lines.First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return int.Parse(
            line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
