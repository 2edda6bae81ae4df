using Nexus.Contracts;

namespace Nexus.Engine.Events;

internal static class EventErrors
{
    public static NexusError NameInvalid(string name) =>
        new("event.name_invalid", $"'{name}' is no name for an event from outside.",
            "Use lowercase words with dots, like 'checkmk.alert'; of the server's own, 'xyn.', only the reserved ones "
                + "in docs/reference/events.md.");

    public static NexusError Invalid(string why) =>
        new("event.invalid", $"The event cannot be taken: {why}.", "Mend it, or leave it out.");

    public static NexusError NotFound(Guid id) =>
        new("event.not_found", $"There is no event {id}.",
            "See 'nexus event list'; what is older is in the archive of the server's home.");

    public static NexusError UnknownPosition(long position, long head) =>
        new("event.unknown_position", $"There is no position {position}: the newest event is {head}.",
            "Begin again at 0; the home may have been made anew.");
}
