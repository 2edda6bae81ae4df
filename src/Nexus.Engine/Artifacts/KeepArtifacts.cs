using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Platform.Artifacts;

namespace Nexus.Engine.Artifacts;

/// <summary>
/// Before the first request: what a killed server had of an upload goes, and what is recorded is counted. Later, and
/// every hour, files go that no artifact has: a crash came between the file and its row.
/// </summary>
internal sealed partial class KeepArtifacts(
    ArtifactFiles files, ArtifactContents contents, ArtifactStore store, TimeProvider clock,
    ILogger<KeepArtifacts> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (files.SweepIncoming() is > 0 and var count)
                LogSwept(count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotCollected(e);
        }

        await store.LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <returns>How many files nobody needed.</returns>
    public int Collect() => files.All().Count(contents.Collect);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // nobody waits for a walk through all files
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                if (Collect() is > 0 and var count)
                    LogCollected(count);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotCollected(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} artifacts that were cut off")]
    private partial void LogSwept(int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} files that no artifact has")]
    private partial void LogCollected(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files that no artifact has are not removed")]
    private partial void LogNotCollected(Exception exception);
}
