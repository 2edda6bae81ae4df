using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport.Control;

namespace Nexus.Node.Journal;

/// <summary>How a command ended: what the server is told, and told again when it asks again.</summary>
internal sealed record CommandOutcome(NexusError? Error, JsonElement? Body);

/// <summary>One line of the journal: a command that began, or (with an outcome) one that ended.</summary>
internal sealed record JournalEntry
{
    public required string Id { get; init; }

    public required long Epoch { get; init; }

    /// <summary>Whose term it is: the id of the server's home. Null: of a server that does not tell.</summary>
    public string? Server { get; init; }

    /// <summary>Of a beginning: what was asked, so that it can be finished after a crash.</summary>
    public ControlMessage? Command { get; init; }

    public CommandOutcome? Outcome { get; init; }
}
