namespace Nexus.Contracts;

/// <summary>The body of <c>POST /api/internal/workcells/create</c>; all of it may be left out.</summary>
public sealed record CreateWorkcellRequest
{
    /// <summary>URL of a git repository; null: it has none.</summary>
    public string? Repository { get; init; }

    /// <summary>Of the repository; null: its default.</summary>
    public string? Branch { get; init; }

    public string? Provider { get; init; }

    /// <summary>Name or id of the node it must run on.</summary>
    public string? Node { get; init; }

    public string? Image { get; init; }

    /// <summary><c>dev</c> or <c>test</c>; null: <c>dev</c>.</summary>
    public string? Purpose { get; init; }

    /// <summary>How long it stays unused, as <c>2h</c>: from a minute to a day; null: the server's choice.</summary>
    public string? Ttl { get; init; }
}
