using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>What runs use.</summary>
public sealed partial class NexusClient
{
    /// <summary>Of a run, in order.</summary>
    public async Task<FootprintPage> FootprintsAsync(string run, int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"{Run(run)}/footprints?{query}", ContractsJson.Default.FootprintPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    /// <summary>What rules say of a run, by rule.</summary>
    public async Task<ImpressionPage> ImpressionsAsync(string run, int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"{Run(run)}/impressions?{query}", ContractsJson.Default.ImpressionPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    /// <summary>Sums.</summary>
    public async Task<UsagePage> UsageAsync(UsageFilter filter, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            filter.Limit,
            query => _requests.GetAsync(
                $"/api/v1/usage?{query}{filter.Query()}", ContractsJson.Default.UsagePage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }
}
