using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Nexus.Engine.Footprints;
using Nexus.Engine.Tests.Runs;
using Nexus.Platform.Ledger;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Tests.Footprints;

/// <summary>An engine, and footprints of what it does.</summary>
public abstract class UsageFixture : EngineFixture
{
    private protected FootprintReader Reader { get; private set; } = null!;

    private ImpressionOptions _impressions = new();

    private protected UsageStore Store { get; private set; } = null!;

    private protected string UsagePath => $"{Path}.usage";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        OpenUsage();
    }

    public override async ValueTask DisposeAsync()
    {
        CloseUsage();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected void OpenUsage()
    {
        Store = UsageStore.Open(new(UsagePath));
        Reader = new(
            Ledger, Store, Recent, new OptionsWrapper<ImpressionOptions>(_impressions), Clock,
            NullLogger<FootprintReader>.Instance);
    }

    private protected void CloseUsage()
    {
        Reader.Dispose();
        Store.Dispose();
    }

    private protected void UseRules(params IReadOnlyList<ImpressionRule> rules)
    {
        _impressions = new() { Rules = rules };
        CloseUsage();
        OpenUsage();
    }

    /// <summary>As <c>step one wall_ms=5</c>.</summary>
    private protected async Task<IReadOnlyList<string>> UsedAsync(Guid run)
    {
        await Reader.CatchUpAsync();
        return
        [
            .. from used in Store.OfRun(run, 0, 1000).SelectMany(SpreadFootprints.Of)
            select $"{used.SourceKind} {used.Dims.GetProperty("name")} {used.Metric}={used.Quantity}",
        ];
    }

    /// <summary>Of all time, by metric.</summary>
    private protected IReadOnlyDictionary<string, long> Sums() => Store
        .Sums(new(Scope.All, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddDays(-1)) { Limit = 1000 })
        .ToDictionary(sum => sum.Key.Metric, sum => sum.Quantity, StringComparer.Ordinal);
}
