namespace Nexus.Journeys.Hostile;

/// <summary>
/// What somebody tries from a shell in an environment. Success is exit code 0, so that every attempt has a control: the
/// same kind of thing where it is allowed, which must succeed.
/// </summary>
/// <param name="Name">Of the test.</param>
/// <param name="Script">Run by the attacker, with the facts of <see cref="TwoUsers"/> as variables.</param>
/// <param name="Control">Run by the one <paramref name="IsControlOfVictim"/> says.</param>
/// <param name="IsControlOfVictim">Else the attacker's.</param>
internal sealed record Attack(string Name, string Script, string Control, bool IsControlOfVictim = false)
{
    /// <summary>Found in every script. <c>AS</c> is <c>sudo -n</c> where there is one.</summary>
    private const string Prelude = """
        reach() { timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2" 2>/dev/null; }
        reach_any() { for a in $1; do for p in $2; do reach "$a" "$p" && echo "$a:$p" && return; done; done; return 1; }
        finds() { printf '%s%s' "$HALF" "$OTHER_HALF" >/tmp/pattern; $AS grep -slf /tmp/pattern "$@" | grep .; }
        sockets() { $AS find / -type s -not -path '/proc/*' 2>/dev/null; }
        sees() { for f in "$1" /proc/[0-9]*/root"$1"; do $AS ls -d "$f" && return 0; done 2>/dev/null; return 1; }
        abstract() { perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) or die;
            connect(S, pack_sockaddr_un("\0$ARGV[0]")) or exit 1' "$1"; }

        """;

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("its service by address",
            "reach_any \"$THEIR_ADDRESSES\" 8099", "reach_any \"$(hostname -i)\" 8099", IsControlOfVictim: true),
        new("its service by name",
            "reach_any \"$THEIR_NAMES\" 8099", "reach_any \"$(hostname)\" 8099", IsControlOfVictim: true),
        new("the server's API through the gateway",
            "reach_any \"$MACHINE\" \"$API_PORT\"", "reach_any \"$MACHINE\" \"$OPEN_PORT\""),
        new("its doors through the gateway",
            "reach_any \"$MACHINE\" \"$THEIR_DOORS\"", "reach_any \"$MACHINE\" \"$OPEN_PORT\""),
        new("the sockets of the engine, the node and others",
            "sockets | grep -v '^/var/lib/nexus/'", "sockets | grep '^/var/lib/nexus/workspaced.sock$'"),
        new("a socket without a file",
            "abstract \"$MARK\" || abstract \"$MACHINES_MARK\"", "abstract \"$MARK\"", IsControlOfVictim: true),
        new("the files of the server, the node and other people",
            "sees \"$NEXUS_ROOT\"", "sees /etc"),
        new("its temporary files and shared memory",
            "ls /tmp/$MARK || ls /dev/shm/$MARK", "ls /tmp/$MARK && ls /dev/shm/$MARK", IsControlOfVictim: true),
        new("its processes, their words and variables",
            "finds /proc/[0-9]*/cmdline /proc/[0-9]*/environ", "finds /proc/[0-9]*/cmdline /proc/[0-9]*/environ",
            IsControlOfVictim: true),
        new("the control groups",
            "$AS find /sys/fs/cgroup -type f -writable 2>/dev/null | grep .",
            "find ~ -type f -writable | grep ."),
        new("the machine's disk",
            "$AS mknod /tmp/disk-$$ b $DISK && $AS head -c 1 /tmp/disk-$$", "head -c 1 /dev/zero"),
        new("mounting", "$AS mount -t proc proc /mnt", "$AS mount"),
        new("packets with another's address",
            "$AS perl -e 'socket(S, 17, 3, 0) or exit 1'", "$AS perl -e 'socket(S, 2, 2, 0) or exit 1'"),
        new("settings of the machine's kernel",
            "$AS sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward || echo x >/proc/sys/kernel/core_pattern'",
            "$AS sh -c 'echo 1 >/tmp/setting'"),
    ];

    public string Shell(bool isControl) => Prelude + (isControl ? Control : Script);
}
