using Nexus.Contracts;

namespace Nexus.Workspaces.Idempotency;

internal static class IdempotencyErrors
{
    public static NexusError BadKey { get; } =
        new("request.bad_key", "The Idempotency-Key is not 1 to 128 letters, digits, '-', '_' and '.'.",
            "Send one such key, new for each thing that is asked.");

    public static NexusError KeyReused(string key) =>
        new("request.key_reused", $"Something else was asked with the Idempotency-Key '{key}' before.",
            "Send a new key.");

    public static NexusError ShownOnce(string next) =>
        new("request.shown_once", "This was done when it was asked first; its token is shown once and kept nowhere.",
            next);

    public static NexusError MadeAndGone(string workspace) =>
        new("workspace.not_found",
            $"The workspace '{workspace}', which this made when it was asked first, was removed since.",
            "Run 'nexus workspace create' again, or ask with a new Idempotency-Key.");

    public static NexusError Gone(string workspace) =>
        new("workspace.not_found", $"This was done when it was asked first; '{workspace}' was removed since.",
            "Run 'nexus workspace list' to see yours.");
}
