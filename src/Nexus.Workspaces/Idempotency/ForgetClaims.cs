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
        IReadOnlyList<StateRow> old;
        do
        {
            var oldest = await ledger.ListAsync(
                new(Claim.Kind, Scope.All) { OpenOnly = true, Limit = Page }, cancellationToken);
            old = [.. oldest.Where(row => Claim.Read(row).At + KeptFor <= clock.GetUtcNow())];
            if (old.Count > 0)
            {
                await intake.EmitAsync(
                    new([], [], [.. old.Select(row => new StateRemoval(row.Kind, row.Id, row.Version))]),
                    cancellationToken);
            }
        }
        while (old.Count == Page);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old idempotency keys could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);
}
