using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What a killed server had of an upload is of no use to the next: an upload is sent again from its start, and so is
/// what it had of a key.
/// </summary>
internal sealed partial class ForgetCutUploads(
    HomeFiles files, TimeProvider clock, ILogger<ForgetCutUploads> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Before the first request, and when the home is known to be no other server's.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Forget();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Forget();
    }

    private void Forget()
    {
        try
        {
            files.ForgetCutKeys();
            if (files.ForgetCutUploads() is > 0 and var count)
                LogForgotten(count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotForgotten(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Count} uploads that were cut off")]
    private partial void LogForgotten(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is left of uploads that were cut off is not removed")]
    private partial void LogNotForgotten(Exception exception);
}
