using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Outbox;

/// <summary>What every target's line works with.</summary>
internal sealed class LineServices(
    ILedger ledger, TargetSender sender, IOptions<OutboxOptions> options, TimeProvider clock,
    ILogger<TargetLine> logger)
{
    public ILedger Ledger => ledger;

    public TargetSender Sender => sender;

    public OutboxOptions Options => options.Value;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    public Letters Letters { get; } = new(ledger, options.Value, clock);

    /// <summary>Doubles from one attempt to the next; between half of it and the whole is left to chance.</summary>
    /// <param name="tries">Attempts that failed, at least 1.</param>
    public TimeSpan Wait(int tries)
    {
        var ceiling = Math.Min(
            Options.FirstWait.TotalMilliseconds * Math.Pow(2, tries - 1), Options.LongestWait.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}
