namespace Nexus.Contracts;

/// <summary>Where events of the caller's are to be sent.</summary>
public sealed record TargetCreateRequest
{
    /// <summary>1 to 60 small letters, digits, <c>-</c> and <c>_</c>; one's own are all different.</summary>
    public required string Name { get; init; }

    /// <summary>An <c>http://</c> or <c>https://</c> address that the caller's runs may call, too.</summary>
    public required string Url { get; init; }

    /// <summary>Names of events, <c>xyn.run.*</c> for all that begin so, <c>*</c> for all; null: all.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    /// <summary>Path of the secret that deliveries are signed with; null: with nothing.</summary>
    public string? Secret { get; init; }
}

/// <summary>Where events of its owner's are sent.</summary>
public sealed record TargetView
{
    public required string TargetId { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>Path of what deliveries are signed with, never its value.</summary>
    public string? Secret { get; init; }

    /// <summary><c>active</c>, or <c>suspended</c>: it has as many dead letters as are kept.</summary>
    public required string Status { get; init; }

    public required string OwnerId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Newest first.</summary>
public sealed record TargetPage(IReadOnlyList<TargetView> Items, string? NextCursor);

/// <summary>An event that a target did not take.</summary>
public sealed record LetterView
{
    public required string LetterId { get; init; }

    public required string TargetId { get; init; }

    /// <summary><c>dead</c>, or <c>waiting</c> to be sent again.</summary>
    public required string Status { get; init; }

    public required EventView Event { get; init; }

    /// <summary>Attempts in all.</summary>
    public required int Tries { get; init; }

    /// <summary>Of the last attempt.</summary>
    public required NexusError Error { get; init; }

    public required DateTimeOffset FailedAt { get; init; }
}

/// <summary>Oldest first.</summary>
public sealed record LetterPage(IReadOnlyList<LetterView> Items, string? NextCursor);

/// <param name="LetterId">Null: all of them.</param>
public sealed record RedriveRequest(string? LetterId);

/// <param name="Count">How many go out again.</param>
public sealed record RedriveView(int Count);
