using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>What a step asks for, checked, and the program that does it.</summary>
internal sealed partial record SshAsk
{
    private const int MostOutput = 256 * 1024;
    private const int UsualOutput = 64 * 1024;
    private const int UsualPort = 22;
    private const int LongestCommand = 64 * 1024;

    private static readonly TimeSpan UsualConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestConnectTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Nothing of the server's user: configuration, agent, password; no machine that is not known.</summary>
    public static IReadOnlyList<string> Strict { get; } =
    [
        "-F", "/dev/null", "-T", "-n", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes",
        "-o", "GlobalKnownHostsFile=/dev/null", "-o", "UpdateHostKeys=no", "-o", "VerifyHostKeyDNS=no",
        "-o", "CheckHostIP=no", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
        "-o", "PreferredAuthentications=publickey", "-o", "ClearAllForwardings=yes", "-o", "ForwardAgent=no",
        "-o", "ForwardX11=no", "-o", "ControlMaster=no", "-o", "ControlPath=none", "-o", "PermitLocalCommand=no",
        "-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=4", "-o", "LogLevel=ERROR",
    ];

    public required string Host { get; init; }

    public required string User { get; init; }

    public required int Port { get; init; }

    public required string Command { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required int MaxOutput { get; init; }

    /// <summary>Exit codes that are no failure.</summary>
    public required IReadOnlySet<int> Expect { get; init; }

    /// <param name="with">Of the step.</param>
    /// <param name="usualUser">Who runs it when the step names nobody.</param>
    /// <exception cref="NexusException"><c>ssh.bad_call</c>.</exception>
    public static SshAsk Of(JsonElement with, string usualUser) => new()
    {
        Host = HostOf(with) is { } host && (HostName().IsMatch(host) || IPAddress.TryParse(host, out _))
            ? host
            : throw Bad("its host is no name and no address"),
        User = (UserOf(with) ?? usualUser) is var user && IsUser(user)
            ? user
            : throw Bad("its user is no user's name"),
        Port = (with.Whole("port") ?? UsualPort) is var port and > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw Bad("its port is not from 1 to 65535"),
        Command = with.Text("cmd") is { Length: > 0 and <= LongestCommand } command && !command.Contains('\0')
            ? command
            : throw Bad("its cmd is not a text of 1 to 65536 characters"),
        ConnectTimeout = with.Text("connect_timeout") is not { } text ? UsualConnectTimeout
            : Durations.Parse(text) is { } time && time >= TimeSpan.FromSeconds(1) && time <= LongestConnectTimeout
                ? time
                : throw Bad("its connect_timeout is not from 1s to 5m"),
        MaxOutput = (with.Whole("max_output") ?? UsualOutput) is var most and > 0 and <= MostOutput
            ? most
            : throw Bad("its max_output is not from 1 to 262144"),
        Expect = with.List("expect") is { } expect ? Codes(expect) : new HashSet<int> { 0 },
    };

    /// <param name="address">That the host has; its key is looked up by name.</param>
    /// <param name="knownHosts">A file.</param>
    /// <param name="key">A file.</param>
    public Argv Argv(IPAddress address, string knownHosts, string key) => new("ssh",
    [
        .. Strict,
        "-o", $"HostName={address}",
        "-o", $"HostKeyAlias={(Port == UsualPort ? Host : $"[{Host}]:{Port}")}",
        "-o", $"UserKnownHostsFile={knownHosts}",
        "-o", $"ConnectTimeout={(int)ConnectTimeout.TotalSeconds}",
        "-i", key, "-p", $"{Port}", "-l", User, "--", Host, Command,
    ]);

    public static bool IsUser(string text) => UserName().IsMatch(text);

    private static string? HostOf(JsonElement with) => with.Text("host") is { } host
        ? host[(host.LastIndexOf('@') + 1)..]
        : null;

    /// <returns>Null: neither is there.</returns>
    private static string? UserOf(JsonElement with)
    {
        var named = with.Text("host") is { } host && host.LastIndexOf('@') is >= 0 and var at ? host[..at] : null;
        return with.Text("user") is { } user && named is not null && named != user
            ? throw Bad("its host names another user than its user")
            : with.Text("user") ?? named;
    }

    private static HashSet<int> Codes(JsonElement expect)
    {
        var codes = new HashSet<int>();
        foreach (var code in expect.EnumerateArray())
        {
            // 255 is what ssh itself fails with.
            codes.Add(code.ValueKind is JsonValueKind.Number && code.TryGetByte(out var number) && number < 255
                ? number
                : throw Bad("its expect is no list of exit codes from 0 to 254"));
        }

        return codes;
    }

    private static NexusException Bad(string why) => new(SshErrors.BadCall(why));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,252}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex UserName();
}
