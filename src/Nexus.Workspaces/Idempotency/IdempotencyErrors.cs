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

    public static NexusError ShownOnce { get; } =
        new("request.shown_once", "This was done when it was asked first; its token is shown once and kept nowhere.",
            "Ask for a new one with a new Idempotency-Key; revoke a user or node first that has the old one.");
}
