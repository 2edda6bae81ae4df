using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

internal static class UserErrors
{
    public static NexusError BadInvitation { get; } =
        new("user.bad_invitation", "The invitation is unknown, used or expired.",
            "Ask the server's administrator for another: 'nexus user invite'.");

    public static NexusError BadExpiry(long seconds) =>
        new("user.bad_expiry", $"An invitation cannot expire in {seconds} seconds: one minute to 30 days.",
            "Leave expires_in out for seven days.");

    public static NexusError BadHandle(string handle) =>
        new("user.bad_handle",
            $"'{handle}' cannot be a handle: 1 to 39 letters and digits with single '-' between, no reserved word.",
            "Use the GitHub handle.");

    public static NexusError NoHandle { get; } =
        new("user.bad_handle", "The invitation lets in anyone, so it needs a handle.",
            "Add '--handle NAME', or github_username in the body.");

    public static NexusError HandleTaken(string handle) =>
        new("user.handle_taken", $"There is a user '{handle}' already.",
            $"Choose another handle; a new token for the same user: 'nexus user revoke {handle}', then invite again.");

    public static NexusError LastAdmin(string handle) =>
        new("user.last_admin", $"'{handle}' owns this home and is its only administrator.",
            "Change auth.token in state/config.json to lock out who has the old one.");

    public static NexusError NoInvitation(string id) =>
        new("user.no_invitation", $"There is no open invitation '{id}'.",
            "Run 'nexus user list'; who came in with it is revoked by 'nexus user revoke HANDLE'.");

    public static NexusError TokenInConfig { get; } =
        new("user.token_in_config", "The administrator's token is the one of state/config.json.",
            "Change auth.token there and start the server anew.");

    public static NexusError Unknown(string user) =>
        new("user.not_found", $"There is no user '{user}'.", "Run 'nexus user list'.");

    public static NexusError BadKey(string why) =>
        new("user.bad_key", $"The SSH public key is not usable: {why}.",
            "Send the content of a .pub file, e.g. ~/.ssh/id_ed25519.pub.");

    public static NexusError WrongFingerprint(string actual) =>
        new("user.wrong_fingerprint", $"The key's fingerprint is {actual}, not the one sent.",
            "Send the key and fingerprint that 'ssh-keygen -lf FILE.pub' shows together.");

    public static NexusError NotYou(string handle) =>
        new("user.not_you", $"This token does not belong to '{handle}'.",
            "Leave github_username out, or use your own token.");

    public static NexusError NoKey(string handle) =>
        new("user.no_key", $"'{handle}' has no SSH key registered, so nobody could log in.",
            "Run 'nexus workspace create' again after 'ssh-keygen -t ed25519'.");
}
