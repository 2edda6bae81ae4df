using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

internal static class UserErrors
{
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
