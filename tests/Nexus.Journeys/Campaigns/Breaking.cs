using System.Globalization;
using System.Text;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Campaigns;

/// <summary>One service, and how and when it breaks.</summary>
/// <param name="Workspace">Name of its workspace.</param>
/// <param name="Name">Of the service.</param>
/// <param name="Port">Inside.</param>
/// <param name="Way">Null: it goes on for ever.</param>
/// <param name="After">From the start of the campaign.</param>
internal sealed record Breaking(string Workspace, string Name, int Port, Way? Way, TimeSpan After)
{
    private const string Program = """
        # A web server that breaks in the way it is told, once its file is there: perl breakable.pl PORT WAY
        use strict;
        use warnings;
        use IO::Select;
        use IO::Socket::INET;

        my ($port, $way) = @ARGV;
        my $file = "/home/dev/ways/$port";
        exit 1 if $way eq 'crash-loop' && -e $file;
        $SIG{TERM} = 'IGNORE' if $way eq 'deaf';
        $SIG{PIPE} = 'IGNORE';
        my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1)
            or die "cannot listen on $port: $!\n";
        my $ready = IO::Select->new($server);

        sub grow {
            unlink $file;
            my @all;
            push @all, 'x' x (8 << 20) while @all < 200;
            kill 'KILL', $$;
        }

        while (1) {
            my $is_broken = $way ne 'none' && -e $file;
            if ($is_broken) {
                exit 3 if $way =~ /^(exit|crash-loop|missing)$/;
                grow() if $way eq 'memory';
                kill 'STOP', $$ if $way eq 'hang';
                exec $^X, $0, $port + 1000, 'none' if $way eq 'wrong-port';
                if ($way eq 'closed') { close $server; sleep 1 while 1; }
            }
            next if !$ready->can_read($way eq 'none' ? undef : 0.25);
            my $client = $server->accept or next;
            while (defined(my $line = <$client>)) { last if $line =~ /^\r?\n$/ }
            $is_broken = $way ne 'none' && -e $file;
            sleep 3600 if $is_broken && $way eq 'slow';
            my $status = $is_broken && $way eq '500' ? '500 Oops' : '200 OK';
            print {$client} "HTTP/1.0 $status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        }
        """;

    /// <summary>Every way comes as often as the others; as many services more stay as they are.</summary>
    public static IReadOnlyList<Breaking> Plan(int seed, int workspaces, int ofEachWay, TimeSpan within)
    {
        var random = new Random(seed);
        var plan = new List<Breaking>();
        for (var workspace = 1; workspace <= workspaces; workspace++)
        {
            var port = 5000;
            foreach (var way in Way.All)
            {
                for (var n = 1; n <= ofEachWay; n++)
                    plan.Add(new($"w{workspace}", $"{way.Name}-{n}", port++, way, random.NextDouble() * within));
            }

            for (var n = 1; n <= ofEachWay * Way.All.Count; n++)
                plan.Add(new($"w{workspace}", $"healthy-{n}", port++, null, TimeSpan.Zero));
        }

        return plan;
    }

    /// <summary>The repository of a workspace with these services.</summary>
    public static async Task<string> MakeRepositoryAsync(
        Installation nexus, string name, IEnumerable<Breaking> services)
    {
        var repository = await nexus.MakeRepositoryAsync(name);
        var config = new StringBuilder("providers: {process: {memory: 512MB}}\nservices:\n");
        foreach (var service in services)
            config.Append(service.Yaml());
        await File.WriteAllTextAsync(Path.Combine(repository, "breakable.pl"), Program);
        await File.WriteAllTextAsync(Path.Combine(repository, ".nexus", "config.yaml"), config.ToString());
        await nexus.ScriptAsync(
            "cd $1; git add -A; git -c user.name=n -c user.email=n@localhost commit -qm services", repository);
        return repository;
    }

    /// <summary>Its file, seen from outside.</summary>
    public string FileIn(string home) => Path.Combine(home, "ways", Port.ToString(CultureInfo.InvariantCulture));

    private string Yaml()
    {
        var run = $"exec perl breakable.pl {Port} {Way?.Name ?? "none"}";
        var command = Way is { Name: "missing" }
            ? $"if [ -e /home/dev/ways/{Port} ]; then no-such-server --now; else {run}; fi"
            : run;
        return $$"""
              {{Name}}:
                command: "{{command}}"
                port: {{Port}}
                internal: true
                restart: {{(Way is { Name: "exit" } ? "never" : "on-failure")}}
                health_check: {path: /, timeout: 2m}

            """;
    }
}

/// <summary>A way to break, and what must be said of it.</summary>
/// <param name="Name">Short.</param>
/// <param name="Meaning">For people.</param>
/// <param name="Reason">Part of the reason.</param>
internal sealed record Way(string Name, string Meaning, string Reason)
{
    public static IReadOnlyList<Way> All { get; } =
    [
        new("exit", "exits", "exited with code 3"),
        new("crash-loop", "exits at each start", "times in a row"),
        new("hang", "hangs (stopped by a signal)", "it is suspended by a signal"),
        new("closed", "closes its port", "nothing accepts connections on port"),
        new("500", "answers 500", "GET / answered 500"),
        new("slow", "does not answer", "GET / was not answered within 2 s"),
        new("memory", "uses up the memory", "was killed for lack of memory"),
        new("wrong-port", "listens on another port", "it listens on"),
        new("deaf", "ignores TERM when restarted", "does not end on TERM"),
        new("missing", "its program is gone", "command not found: no-such-server"),
    ];

    public bool Explains(ServiceView service) =>
        service.Reason?.Contains(Reason, StringComparison.Ordinal) is true;
}
