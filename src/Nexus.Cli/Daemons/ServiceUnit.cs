using System.Text;

namespace Nexus.Cli.Daemons;

/// <summary>A unit file for systemd, as text: what runs, as whom, and what it may touch.</summary>
internal sealed record ServiceUnit
{
    /// <summary>What a server can do without.</summary>
    private static readonly string[] Bounds =
    [
        "ProtectSystem=strict", "PrivateTmp=yes", "PrivateDevices=yes", "ProtectClock=yes", "ProtectControlGroups=yes",
        "ProtectHostname=yes", "ProtectKernelLogs=yes", "ProtectKernelModules=yes", "ProtectKernelTunables=yes",
        "NoNewPrivileges=yes", "CapabilityBoundingSet=", "RemoveIPC=yes",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX", "RestrictNamespaces=yes", "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes", "LockPersonality=yes", "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM",
    ];

    public required string Description { get; init; }

    /// <summary>The program by its absolute path, and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public required string User { get; init; }

    /// <summary>May be missing when it starts; null: none.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Further lines of the section <c>Service</c>.</summary>
    public required IReadOnlyList<string> Service { get; init; }

    /// <summary>What it keeps in its home is all that it writes, and it makes no namespaces.</summary>
    public static ServiceUnit Server(
        IReadOnlyList<string> command, string home, string user, string? variables)
    {
        var sees = IsOfUsers(home) || command.Any(IsOfUsers) ? "read-only" : "yes";
        return new()
        {
            Description = "Nexus coordination server",
            Command = command,
            User = user,
            EnvironmentFile = variables,
            Service =
            [
                "Type=notify", "Restart=on-failure", "RestartSec=2", "TimeoutStartSec=60", "TimeoutStopSec=40",
                "LimitNOFILE=65536", "UMask=0077", "",
                "# It writes below its home and nowhere else. Its runtime compiles: no MemoryDenyWriteExecute.",
                $"ReadWritePaths={Quote(home)}", $"ProtectHome={sees}", .. Bounds,
            ],
        };
    }

    /// <summary>It makes sandboxes, which go on while it does not run.</summary>
    public static ServiceUnit Node(IReadOnlyList<string> command, string user, string? variables) =>
        new()
        {
            Description = "Nexus node agent",
            Command = command,
            User = user,
            EnvironmentFile = variables,
            Service =
            [
                "Type=exec",
                "# 2, 3 and 5 say what a person must mend first.",
                "Restart=always", "RestartSec=5", "RestartPreventExitStatus=2 3 5", "TimeoutStopSec=40",
                "LimitNOFILE=65536", "UMask=0077", "",
                "# Its environments go on when it ends, and bound what runs in them by groups of their own. No more",
                "# than this: a sandbox is made of namespaces and mounts.",
                "KillMode=process", "Delegate=yes", "TasksMax=infinity", "OOMPolicy=continue",
            ],
        };

    public override string ToString()
    {
        var text = new StringBuilder($"""
            [Unit]
            Description={Description}
            After=network-online.target
            Wants=network-online.target

            [Service]
            ExecStart={string.Join(' ', Command.Select(Argument))}
            User={User}

            """.ReplaceLineEndings("\n"));
        if (EnvironmentFile is { } file)
            text.Append($"EnvironmentFile=-{Escape(file)}\n");
        text.AppendJoin('\n', Service);
        return text.Append("\n\n[Install]\nWantedBy=multi-user.target").ToString();
    }

    /// <summary>systemd.service(5): a command line has variables.</summary>
    private static string Argument(string word) => Quote(word).Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>systemd.syntax(7): a word with anything but plain characters stands in quotes.</summary>
    private static string Quote(string word)
    {
        var escaped = Escape(word)
            .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:=@%$".Contains(c))
            ? escaped
            : $"\"{escaped}\"";
    }

    /// <summary>systemd.unit(5): a percent sign begins a specifier.</summary>
    private static string Escape(string text) => text.Replace("%", "%%", StringComparison.Ordinal);

    private static bool IsOfUsers(string path) =>
        path.StartsWith("/home/", StringComparison.Ordinal) || path.StartsWith("/root/", StringComparison.Ordinal);
}
