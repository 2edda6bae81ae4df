using Nexus.Contracts;

namespace Nexus.Engine.Events;

internal static class EventErrors
{
    public static NexusError UnknownPosition(long position, long head) =>
        new("event.unknown_position", $"There is no position {position}: the newest event is {head}.",
            "Begin again at 0; the home may have been made anew.");
}
