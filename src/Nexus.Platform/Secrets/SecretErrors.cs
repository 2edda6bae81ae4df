using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>Every error a secret can make. One place to read, to test and to document.</summary>
public static class SecretErrors
{
    public static NexusError BadPath(string text) =>
        new("secret.bad_path", $"'{text}' is no path of a secret.",
            "Use sys/providers/NAME, sys/integrations/NAME, team/TEAM/NAME or user/me/NAME: letters, digits, '.', '_' "
                + "and '-', at most 64.");

    public static NexusError OtherHome(string text, string envId) =>
        new("secret.bad_path", $"'{text}' is a path of another home; the id of this one is {envId}.",
            "Leave the id out: sys/providers/NAME.");

    public static NexusError BadValue(string why) =>
        new("secret.bad_value", $"The value cannot be kept as a secret: {why}.",
            "Send the value alone, as text of 8 characters to 64 KiB.");

    public static NexusError NotFound(string path) =>
        new("secret.not_found", $"There is no secret {path}.",
            "See 'nexus secret list', or make it with 'nexus secret set PATH'.");

    public static NexusError Forbidden(string path) =>
        new("secret.forbidden", $"{path} is not yours to use.",
            "Use user/me/NAME, or ask an administrator.");

    public static NexusError ReadOnly(string path, string variable) =>
        new("secret.read_only", $"{path} comes from the server's variable {variable}.",
            "Change it there, then start the server again; or take the variable away first.");

    public static NexusError NoKey(string file) =>
        new("secret.unreadable", $"There are secrets, but no key in {file}.",
            "Put the key back from a backup. Without it they are lost: remove state/secrets.json then, and set them "
                + "anew.");

    public static NexusError UnreadableKey(string name, string why) =>
        new("secret.unreadable", $"The key '{name}' of the kernel's keyring cannot be read: {why}",
            "Put it in anew as the user the server runs as: keyctl padd user NAME @u < FILE.");

    public static NexusError BadKey(string file, int line) =>
        new("secret.unreadable", $"Line {line} of {file} is no key: 64 hexadecimal digits are.",
            "Put the file back from a backup.");

    public static NexusError WrongKey(string path, string file) =>
        new("secret.unreadable", $"{path} was sealed with a key that is not in {file}.",
            "Add the older key as another line, or set the secret anew with 'nexus secret set'.");

    public static NexusError Damaged(string path) =>
        new("secret.unreadable", $"{path} is not what was sealed: its entry was changed or damaged.",
            "Put state/secrets.json back from a backup, or set the secret anew with 'nexus secret set'.");

    public static NexusError DamagedFile(string file, string why) =>
        new("secret.unreadable", $"{file} cannot be read: {why}",
            "Put it back from a backup; nothing was changed.");

    public static NexusError SameKey(string file) =>
        new("secret.same_key", $"All secrets are sealed with the first key of {file} already.",
            "Put a new key of 64 hexadecimal digits before it, as another line, then run this again.");
}
