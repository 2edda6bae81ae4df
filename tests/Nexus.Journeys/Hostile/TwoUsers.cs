using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Hostile;
using Nexus.Journeys.Installing;
using Nexus.Processes;

[assembly: AssemblyFixture(typeof(TwoUsers))]

namespace Nexus.Journeys.Hostile;

/// <summary>
/// One server and one node, and two users of it: ann, who has something to lose, and bob. Each has a workspace of every
/// provider.
/// </summary>
public sealed class TwoUsers : IAsyncLifetime
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Dictionary<string, (string Token, string Key)> _users = new(StringComparer.Ordinal);
    private readonly TcpListener _open = new(IPAddress.Any, 0);
    private readonly Socket _abstract = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private Installation? _nexus;

    private static string[] Providers =>
        Environment.GetEnvironmentVariable("NEXUS_TEST_DOCKER") is null ? ["process"] : ["docker", "process"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Names something of ann's; nobody guesses it.</summary>
    private string Mark { get; } = $"mark-{Path.GetRandomFileName()[..8]}";

    internal Installation Nexus => _nexus ?? throw new InvalidOperationException("Not started.");

    public ValueTask InitializeAsync() => default;

    internal async Task<TwoUsers> ReadyAsync(string provider)
    {
        Installation.Require(provider);
        await _gate.WaitAsync(Ct);
        try
        {
            if (_nexus is null)
                await MakeAsync();
            return this;
        }
        finally
        {
            _gate.Release();
        }
    }

    public static string NameOf(string user, string provider) => $"{user}s-{provider}";

    internal Task<ProcessResult> TryAsync(string user, params string[] arguments) => Nexus.TryRunAsync(new Argv("env", [
        $"NEXUS_TOKEN={_users[user].Token}", $"NEXUS_SSH_KEY_PATH={_users[user].Key}",
        Path.Combine(Environment.GetEnvironmentVariable("NEXUS_BIN") ?? "", "nexus"), .. arguments]));

    internal async Task<WorkspaceView> StatusAsync(string user, string provider)
    {
        var result = await TryAsync(user, "workspace", "status", NameOf(user, provider), "--json");
        return JsonSerializer.Deserialize(result.Output, ContractsJson.Default.WorkspaceView)!;
    }

    /// <summary>In a shell of that user's own environment.</summary>
    internal async Task<ProcessResult> ShellAsync(
        string user, string provider, string script, IReadOnlyList<string>? facts = null) =>
        await TryAsync(user, [
            "workspace", "exec", NameOf(user, provider), "--", "env", $"AS={(provider is "docker" ? "sudo -n" : "")}",
            .. facts ?? [], "bash", "-c", script]);

    /// <summary>All that a well-informed attacker could know.</summary>
    /// <param name="attacker">Where he is; a sandbox has the same address as every other.</param>
    internal async Task<IReadOnlyList<string>> FactsAsync(string attacker)
    {
        var (addresses, names, doors) = (new List<string>(), new List<string>(), new List<int?>());
        foreach (var provider in Providers.Where(provider => provider == attacker || provider is "docker"))
        {
            var victim = await StatusAsync("ann", provider);
            names.AddRange([$"workspace-{victim.WorkspaceId[3..]}", victim.WorkspaceName]);
            doors.AddRange([victim.Ssh.Port, .. victim.Services.Values.Select(service => service.MappedPort)]);
            addresses.Add((await ShellAsync("ann", provider, "ip -4 -o addr show scope global 2>/dev/null"
                + " | awk '{print $4}' | cut -d/ -f1; hostname -i")).Output);
        }

        using var http = await Nexus.HttpAsync();
        var disk = await Nexus.ScriptAsync("stat -c '%Hd %Ld' .");
        return
        [
            $"THEIR_ADDRESSES={Words(string.Join(' ', addresses))}", $"THEIR_NAMES={string.Join(' ', names)}",
            $"THEIR_DOORS={string.Join(' ', doors.OfType<int>())}", $"API_PORT={http.BaseAddress!.Port}",
            $"OPEN_PORT={((IPEndPoint)_open.LocalEndpoint).Port}", $"MACHINE={string.Join(' ', Machine(attacker))}",
            $"NEXUS_ROOT={Nexus.Root}", $"MARK={Mark}", $"MACHINES_MARK={Mark}-outside", $"DISK={disk.Trim()}",
            $"HALF={Mark[..7]}", $"OTHER_HALF={Mark[7..]}-word",
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _open.Dispose();
        _abstract.Dispose();
        if (_nexus is not null)
            await _nexus.DisposeAsync();
        _gate.Dispose();
    }

    private async Task MakeAsync()
    {
        _nexus = await Installation.StartAsync(Providers[0]);
        _open.Start();
        _abstract.Bind(new UnixDomainSocketEndPoint($"\0{Mark}-outside"));
        _abstract.Listen();
        var repository = await Nexus.MakeRepositoryAsync("shared");
        foreach (var user in new[] { "ann", "bob" })
        {
            var key = Path.Combine(Nexus.Root, user);
            await Nexus.RunAsync(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key));
            var added = await Nexus.NexusAsync("user", "add", user, "--key", $"{key}.pub", "--json");
            var view = JsonSerializer.Deserialize(added, ContractsJson.Default.UserView)!;
            _users[user] = (view.ApiToken!, key);
            foreach (var provider in Providers)
            {
                var made = await TryAsync(
                    user, "workspace", "create", NameOf(user, provider), "--source", repository,
                    "--provider", provider);
                Assert.True(made.IsSuccess, made.Error);
            }
        }

        foreach (var provider in Providers)
            await PrepareAsync(provider);
    }

    /// <summary>A service on every address, a socket without a file, files, a process with words of its own.</summary>
    private async Task PrepareAsync(string provider)
    {
        var prepared = await ShellAsync(
            "ann", provider, $$"""
            touch /tmp/{{Mark}} /dev/shm/{{Mark}} && chmod 644 /tmp/{{Mark}} /dev/shm/{{Mark}}
            WORD={{Mark}}-word setsid perl -MSocket -MIO::Socket::INET -MIO::Socket::UNIX -e '
                $0 = "perl {{Mark}}-word";
                $a = IO::Socket::UNIX->new(Local => "\0{{Mark}}", Listen => 5) or die;
                $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8099, Listen => 50) or die;
                while ($c = $s->accept) { close $c }' >/tmp/listener 2>&1 </dev/null &
            for i in $(seq 50); do bash -c 'exec 3<>/dev/tcp/127.0.0.1/8099' 2>/dev/null && exit; sleep 0.1; done
            cat /tmp/listener; exit 1
            """);
        Assert.True(prepared.IsSuccess, $"{prepared.Output} {prepared.Error}");
    }

    private static IEnumerable<string> Machine(string attacker) =>
    [
        .. from network in NetworkInterface.GetAllNetworkInterfaces()
           from address in network.GetIPProperties().UnicastAddresses
           where address.Address.AddressFamily is AddressFamily.InterNetwork
           select address.Address.ToString(),
        .. attacker is "process" ? ["10.0.2.2"] : Array.Empty<string>(),
    ];

    private static string Words(string text) =>
        string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
}
