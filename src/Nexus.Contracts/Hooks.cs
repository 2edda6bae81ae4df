namespace Nexus.Contracts;

/// <summary>Body of <c>POST /hooks</c>: a source of webhooks. Its events are its owner's.</summary>
public sealed record HookCreateRequest
{
    /// <summary>Names it in its address: lowercase letters, digits and <c>-</c>, at most 50.</summary>
    public required string Source { get; init; }

    /// <summary><c>github</c> or <c>json</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>signature</c>, or <c>token</c>: the secret itself in a header. Null: a signature.</summary>
    public string? Auth { get; init; }

    /// <summary>Text of 16 characters to 1 KiB; null: the server makes one, and shows it once.</summary>
    public string? Secret { get; init; }

    /// <summary>The header a token comes in; null: <c>X-Nexus-Token</c>.</summary>
    public string? TokenHeader { get; init; }

    /// <summary>
    /// How old a signed JSON may be; 0: it bears no time, and its signature is of the body alone. Null: 300.
    /// </summary>
    public int? ReplayWindowSeconds { get; init; }

    /// <summary>Of JSON: what its events are called, if the payload does not say.</summary>
    public string? EventName { get; init; }

    /// <summary>Of JSON: a JSON pointer to the name of the event.</summary>
    public string? EventFrom { get; init; }

    /// <summary>Of JSON: a JSON pointer to what the event's data is; null: all of it.</summary>
    public string? DataFrom { get; init; }

    /// <summary>Of JSON: the header with what is the same when something is sent again; null:
    /// <c>X-Nexus-Delivery</c>.</summary>
    public string? DeliveryHeader { get; init; }

    /// <summary>Of JSON: a JSON pointer to that, in place of the header.</summary>
    public string? DeliveryFrom { get; init; }

    /// <summary>How many it may send in a second, 1 to 100000; null: 100.</summary>
    public int? PerSecond { get; init; }
}

/// <summary>A source of webhooks.</summary>
public sealed record HookView
{
    public required string Source { get; init; }

    /// <summary><c>github</c> or <c>json</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>signature</c> or <c>token</c>.</summary>
    public required string Auth { get; init; }

    /// <summary>Where to send to, on this server.</summary>
    public required string Path { get; init; }

    /// <summary>The header with the signature or the token.</summary>
    public required string AuthHeader { get; init; }

    /// <summary>0: it bears no time.</summary>
    public required int ReplayWindowSeconds { get; init; }

    public string? EventName { get; init; }

    public string? EventFrom { get; init; }

    public string? DataFrom { get; init; }

    public string? DeliveryHeader { get; init; }

    public string? DeliveryFrom { get; init; }

    public required int PerSecond { get; init; }

    /// <summary>Where its secret is kept; set anew there, it is the one that holds.</summary>
    public required string SecretPath { get; init; }

    /// <summary>In the answer that made it, if the server chose it; never again.</summary>
    public string? Secret { get; init; }

    /// <summary>A user's id; its events are theirs.</summary>
    public required string OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>By name.</summary>
public sealed record HookPage(IReadOnlyList<HookView> Items, string? NextCursor);

/// <summary>Answer of <c>POST /hooks/{source}</c>.</summary>
/// <param name="Status">
/// <c>accepted</c>: the event is on disk; <c>repeated</c>: it was before; <c>pong</c>: there is none.
/// </param>
/// <param name="EventId">Null: there is no event.</param>
public sealed record HookAnswer(string Status, Guid? EventId);
