using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Engine.Hooks;

/// <summary>What can be wrong about webhooks.</summary>
internal static class HookErrors
{
    /// <summary>The same for a source that is not there: who may not send is not told which there are.</summary>
    public static NexusError Refused { get; } =
        new("hook.refused", "This source is unknown, or what was sent is not signed as it signs.",
            "Check the address, the secret and the clock of the sender.");

    public static NexusError WrongType { get; } =
        new("request.wrong_type", "A webhook is JSON, or a form with JSON as its 'payload'.",
            "Send it with 'Content-Type: application/json'.");

    public static NexusError Invalid(string why) =>
        new("hook.invalid", $"The source cannot be made: {why}.", "See 'nexus hook add --help'.");

    public static NexusError Taken(string source) =>
        new("hook.taken", $"There is a source '{source}'.", "Give yours another name, or remove it first.");

    public static NexusError TooMany(int most) =>
        new("hook.too_many", $"You have {most} sources, which is the most.", "Remove one: 'nexus hook rm SOURCE'.");

    public static NexusError NotFound(string source) =>
        new("hook.not_found", $"There is no source '{source}'.", "See 'nexus hook list'.");

    public static NexusError BadPayload(string why) =>
        new("hook.bad_payload", $"What was sent makes no event: {why}.",
            "Look at how the source is made: 'nexus hook show SOURCE'.");

    public static NexusError Limited(int perSecond, TimeSpan wait) =>
        new("hook.limited", $"This source may send {perSecond} in a second.",
            "Send it again later, or make the source anew with a larger '--per-second'.",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["retry_after_seconds"] = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                    .ToString(CultureInfo.InvariantCulture),
            });
}
