using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary><c>GET /usage</c>: sums of footprints, by what is asked for.</summary>
internal static class ShowUsage
{
    /// <summary>A cursor has no text in it that someone else chose.</summary>
    private const char Between = '\u001f';

    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/usage", HandleAsync).WithName(nameof(ShowUsage))
            .Note("Sums of footprints by metric, and `by` owner, blueprint, class; `per` hour, day or not at all.");

    private static async Task<Ok<UsagePage>> HandleAsync(
        [AsParameters] UsageFilter filter, int? limit, string? cursor, ClaimsPrincipal user, UsageStore store,
        FootprintReader reader, TimeProvider clock)
    {
        var size = Paging.Limit(limit);
        var now = clock.GetUtcNow();
        var asked = filter.Query(Caller.ScopeOf(user), now - Usual, now);
        var query = asked with
        {
            After = Key(Paging.After(cursor, one => Key(one) is not null)),
            Limit = size + 1,
        };
        await reader.CatchUpAsync();
        var (items, next) = Paging.Cut(store.Sums(query), size, sum => Cursor(sum.Key));
        return TypedResults.Ok(new UsagePage([.. items.Select(sum => View(sum, query))], next));
    }

    private static UsageView View(UsageSum sum, UsageQuery query) => new()
    {
        From = TimeOf(sum.Key.Hour),
        To = query.Hours > 0 ? TimeOf(sum.Key.Hour + query.Hours) : query.To,
        OwnerId = query.ByOwner ? sum.Key.OwnerId : null,
        Blueprint = query.ByBlueprint ? sum.Key.Blueprint : null,
        Class = query.ByClass ? sum.Key.Class : null,
        Metric = sum.Key.Metric,
        Unit = FootprintMetrics.UnitOf(sum.Key.Metric),
        Quantity = sum.Quantity,
        Count = sum.Count,
    };

    private static DateTimeOffset TimeOf(long hour) => DateTimeOffset.FromUnixTimeSeconds(hour * 3600);

    private static string Cursor(UsageKey key) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(
        string.Join(Between, key.Hour, key.OwnerId, key.Blueprint, key.Class, key.Metric)));

    private static UsageKey? Key(string? cursor)
    {
        var bytes = new byte[(cursor?.Length ?? 0) / 2];
        return cursor is not null
            && Convert.FromHexString(cursor, bytes, out _, out _) is System.Buffers.OperationStatus.Done
            && Encoding.UTF8.GetString(bytes).Split(Between)
                is [var hour, var owner, var blueprint, var kind, var metric]
            && long.TryParse(hour, CultureInfo.InvariantCulture, out var number)
                ? new(number, owner, blueprint, kind, metric)
                : null;
    }
}
