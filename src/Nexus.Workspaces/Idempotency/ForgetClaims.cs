using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Idempotency;

/// <summary>Keys are forgotten a while after they count no more, so that none is taken and forgotten at once.</summary>
internal sealed partial class ForgetClaims(
    ILedger ledger, IEventIntake intake, TimeProvider clock, ILogger<ForgetClaims> logger) : BackgroundService
{
    private const int Page = 500;
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptFor = Claim.Life + TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNotForgotten(e);
            }
        }
    }

    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var all = await ledger.ListAsync(
            new(Claim.Kind, Scope.All) { OpenOnly = true, Limit = int.MaxValue }, cancellationToken);
        var old = all.Where(row => Claim.Read(row).At + KeptFor <= clock.GetUtcNow());
        var tooMany = all.GroupBy(row => row.OwnerId, StringComparer.Ordinal)
            .SelectMany(ofOne => ofOne.SkipLast(Claim.MostOfOne));
        foreach (var page in old.Union(tooMany).Chunk(Page))
        {
            await intake.EmitAsync(
                new([], [], [.. page.Select(row => new StateRemoval(row.Kind, row.Id, row.Version))]),
                cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old idempotency keys could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);
}
