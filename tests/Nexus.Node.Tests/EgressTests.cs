using Nexus.Node.Providers.Process;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Node.Tests;

public sealed class EgressTests
{
    /// <summary>
    /// The arguments start the helper for the network <c>net</c>. It has its sandbox as soon as its root is the small
    /// one. Mounts and processes end with the shell.
    /// </summary>
    private const string Machine = """
        set -e
        mount --bind . . && mount --make-shared . && cd "$PWD"
        mkdir kept && mount -t tmpfs none kept
        mkfifo alive && exec 7<>alive
        unshare --user --map-root-user --net sleep 60 & net=$!
        until [ "$(readlink /proc/$net/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
        touch net && mount --bind "/proc/$net/ns/net" net
        "$@" <"/proc/$net/ns/user" >log 2>&1 & way=$!
        until [ -e "/proc/$way/root/etc" ] && [ ! -e "/proc/$way/root/usr" ]; do
            [ -e "/proc/$way" ] || { cat log; exit 1; }
            sleep 0.01
        done
        kill $way $net
        mountpoint kept
        """;

    /// <summary>
    /// The arguments start the helper for the network <c>net</c> of a sandbox that 4711 made, where everybody may open
    /// the tunnel. Mounts and processes end with the shell.
    /// </summary>
    private const string OpenMachine = """
        set -e
        mknod tun c 10 200 && chmod 666 tun && mount --bind tun /dev/net/tun
        mkfifo alive && exec 7<>alive
        setpriv --reuid 4711 --regid 4711 --clear-groups -- bwrap --unshare-user --unshare-pid --unshare-net \
            --uid 1000 --gid 1000 --ro-bind / / --proc /proc --dev /dev --as-pid-1 --info-fd 9 sleep 60 9>info &
        until main=$(grep -o '"child-pid": [0-9]*' info | grep -o '[0-9]*') \
            && [ "$(cat "/proc/$main/comm")" = sleep ]; do sleep 0.01; done
        touch net && mount --bind "/proc/$main/ns/net" net
        perl -MPOSIX -e 'open N, "<", shift; POSIX::dup2(ioctl(N, 0xb701, 0), 0); exec @ARGV' net "$@" >log 2>&1 &
        for i in $(seq 500); do nsenter --net=net ip route | grep '^default.*tap0' && exit; sleep 0.01; done
        cat log; exit 1
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task What_others_have_mounted_stays_when_root_opens_the_way_out() =>
        Assert.Equal("kept is a mountpoint\n", await RunAsync(Machine, user: 1, isTunnelOpen: false));

    [Fact(Timeout = 60_000)]
    public async Task Who_may_open_the_tunnel_has_a_way_out_without_root() =>
        Assert.Equal(
            "default via 10.0.2.2 dev tap0 \n", await RunAsync(OpenMachine, user: 4711, isTunnelOpen: true));

    /// <returns>What the script printed, which is given the helper's program and arguments.</returns>
    private static async Task<string> RunAsync(string script, uint user, bool isTunnelOpen)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root mounts and becomes somebody else");
        using var directory = new TemporaryDirectory();
        using var spawner = new Spawner(TimeProvider.System);
        var way = Egress.Arguments(directory.File("net"), user, isTunnelOpen);

        var result = await new ProcessRunner(TimeProvider.System, spawner).RunAsync(
            new(new Argv("unshare", [
                "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc",
                "/bin/sh", "-c", script, "sh", way.Program, .. way.Arguments]))
            {
                WorkingDirectory = directory.Path,
            },
            Ct);
        return result.Output;
    }
}
