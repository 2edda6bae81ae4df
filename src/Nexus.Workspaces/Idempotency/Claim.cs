using System.Text.Json;
using System.Text.Json.Serialization;
using Nexus.Engine;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Idempotency;

/// <summary>
/// A request with an <c>Idempotency-Key</c>. Its row stands in the commit that does what was asked: whoever asks again
/// finds it, also when the server died before it could answer.
/// </summary>
public sealed class Claim : IRequestClaim
{
    internal const string Kind = "idempotency";

    /// <summary>How long a key is remembered.</summary>
    internal static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>How many keys of one who asks are remembered; older ones are forgotten before their time.</summary>
    internal const int MostOfOne = 1000;

    /// <summary>Rows in which something is made that is shown once and kept as a hash.</summary>
    private static readonly string[] Secret = ["api_token", "invitation", "join_token"];

    /// <summary>Hash of who asks, for which route, under which key.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of what is asked.</summary>
    public required string Request { get; init; }

    /// <summary>Id of the one who asks.</summary>
    public required string Who { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Version of a row that is too old to count; 0: there is none.</summary>
    public long Replaces { get; set; }

    /// <summary>JSON to answer with again, where what was asked about is gone afterwards.</summary>
    public string? Answer { get; set; }

    LedgerBatch IRequestClaim.Join(LedgerBatch batch, string answer)
    {
        Answer = answer;
        return batch.With(new LedgerBatch([], Row(batch.Events[0].Resource, batch)));
    }

    /// <returns>The row that commits with a batch, or alone when nothing had to be done.</returns>
    internal StateRow Row(ResourceRef about, LedgerBatch? batch = null)
    {
        var isShownOnce = batch is not null
            && (batch.Changes.Any(row => Secret.Contains(row.Kind, StringComparer.Ordinal))
                || batch.Events.Any(told => told.EventName is "xyn.node.joined"));
        var body = JsonSerializer.Serialize(
            new Claimed(Request, At, about, isShownOnce, Answer), ClaimJson.Default.Claimed);
        // Open: so they are found in the order in which they were added.
        return new(Kind, Id, "", Who, Replaces + 1, body) { IsOpen = true };
    }

    internal static Claimed Read(StateRow row) => row.Read(ClaimJson.Default.Claimed);
}

/// <summary>What was asked under a key, and what it was about.</summary>
internal sealed record Claimed(
    string Request, DateTimeOffset At, ResourceRef About, bool IsShownOnce = false, string? Answer = null);

internal static class ClaimedBatches
{
    /// <summary>With the row of the request that causes it, if it has a key: in one commit of a request.</summary>
    public static LedgerBatch ClaimedBy(this LedgerBatch batch, Cause cause) =>
        cause.Claim is { } claim && batch.Events is [var first, ..]
            ? batch.With(new LedgerBatch([], claim.Row(first.Resource, batch)))
            : batch;

    /// <summary>That nothing had to be done is an answer too.</summary>
    public static Task KeepAsync(
        this IEventIntake intake, Cause cause, ResourceRef about, CancellationToken cancellationToken) =>
        cause.Claim is { } claim
            ? intake.EmitAsync(new([], claim.Row(about)), cancellationToken)
            : Task.CompletedTask;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Claimed))]
internal sealed partial class ClaimJson : JsonSerializerContext;
