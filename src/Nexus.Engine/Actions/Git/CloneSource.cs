using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Engine.Actions.Ssh;

namespace Nexus.Engine.Actions.Git;

/// <summary>From where to clone, checked: no file, no program, no password.</summary>
internal sealed partial record CloneSource(string Url, Uri Address)
{
    private const int LongestUrl = 2000;
    private const int HttpsPort = 443;
    private const int SshPort = 22;

    public bool IsSsh => Address.Scheme is "ssh";

    public bool IsHttps => Address.Scheme is "https";

    public string Host => Address.IdnHost;

    public int Port => Address.Port > 0 ? Address.Port : IsSsh ? SshPort : HttpsPort;

    /// <summary>Without its query, which may hold a key.</summary>
    public string Shown => Address.GetLeftPart(UriPartial.Path);

    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public static CloneSource Of(JsonElement with)
    {
        if (with.Text("url") is not { Length: <= LongestUrl } text
            || !Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "ssh" or "git") || address.Host.Length == 0
            || !text.StartsWith($"{address.Scheme}://", StringComparison.Ordinal))
        {
            throw GitNames.Bad("its url is no https://, ssh:// or git:// address");
        }

        var isUser = address.Scheme is "ssh" ? UserName().IsMatch(address.UserInfo) : address.UserInfo.Length == 0;
        return isUser && HostName().IsMatch(address.IdnHost) && !text.Any(char.IsControl)
            ? new(text, address)
            : throw GitNames.Bad(address.Scheme is "ssh"
                ? "its url has no user alone, as ssh://git@example.com/x.git has"
                : "its url has a user in it; use ssh:// with a key that is a secret");
    }

    /// <summary>For git, which has a shell read it: what is in it was checked, or is a path of ours.</summary>
    public string SshCommand(string address, string knownHosts, string key) => string.Join(' ',
    [
        "ssh", .. SshAsk.Strict.Where(argument => argument is not "-n"), "-o", $"HostName={address}",
        "-o", $"HostKeyAlias={(Port == SshPort ? Host : $"'[{Host}]:{Port}'")}",
        "-o", $"UserKnownHostsFile={knownHosts}", "-o", "ConnectTimeout=15", "-i", key,
    ]);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex UserName();

    [GeneratedRegex(@"^[A-Za-z0-9:][A-Za-z0-9.:_-]{0,252}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex HostName();
}
