using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Images;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;

namespace Nexus.Node;

/// <summary>What <c>nexus-node</c> can be asked. Results on standard output, talk on standard error.</summary>
internal static class CommandLine
{
    public const string Help = """
        nexus-node: runs environments on this machine for a Nexus server

        Usage:
          nexus-node [--state DIR] [--name NAME] [--server URL] [--token-file FILE] [--providers LIST]
          nexus-node probe [--providers LIST] [--json]
          nexus-node image build [--name NAME] [--with PACKAGE,...] [--if-missing] [--json]
          nexus-node --version

        The node dials its server and listens nowhere. On the server's own machine, as the same user, it
        needs no token; elsewhere 'nexus node token' makes one, given in NEXUS_JOIN_TOKEN or --token-file.

        Options:
          --state DIR        what it remembers (NEXUS_NODE_STATE; ~/.local/share/nexus-node)
          --name NAME        what people call it (the host's name)
          --server URL       its server (NEXUS_SERVER; the one it joined, or this machine's)
          --token-file FILE  a join token, used once
          --providers LIST   of docker, process; the first that works is preferred (--drivers)
          --socket PATH      of the Docker Engine (DOCKER_HOST; /var/run/docker.sock)
          --name NAME        of the image to build (nexus/debian:12)
          --with LIST        Debian packages to add to it, separated by commas or blanks
          --if-missing       do nothing when the image is there
          --verbose          say more
          --json             the result as JSON
        """;

    private const int Interrupted = 130;

    private static readonly string[] Options =
        ["--state", "--name", "--server", "--token-file", "--providers", "--drivers", "--socket", "--with"];

    private static readonly string[] Switches = ["--version", "--help", "-h", "--json", "--verbose", "--if-missing"];

    public static async Task<int> RunAsync(string[] line, TimeProvider clock)
    {
        try
        {
            var arguments = Arguments.Parse(line, Options, Switches);
            if (arguments.Has("--version"))
                return Print(NodeProgram.Version);
            if (arguments.Has("--help") || arguments.Has("-h"))
                return Print(Help);
            using var stop = NodeProgram.Signals(out var registration);
            using (registration)
                return await InterruptibleAsync(arguments, clock, stop.Token);
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync($"nexus-node: {e.Message} Run 'nexus-node --help'.");
            return 2;
        }
        catch (NexusException e)
        {
            await Console.Error.WriteLineAsync($"error: {e.Error.Message} [{e.Error.Code}]");
            if (e.Error.Hint is { } hint)
                await Console.Error.WriteLineAsync($"  hint: {hint}");
            return ExitCode(ErrorCatalogue.KindOf(e.Error));
        }
    }

    private static async Task<int> InterruptibleAsync(
        Arguments arguments, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(arguments, clock, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("nexus-node: interrupted");
            return Interrupted;
        }
    }

    private static Task<int> RunAsync(Arguments arguments, TimeProvider clock, CancellationToken cancellationToken)
    {
        var least = arguments.Has("--verbose") ? LogLevel.Debug : LogLevel.Information;
        var log = new JsonLines(Console.Error, clock, least);
        return arguments.Words switch
        {
            [] => ServeAsync(arguments, clock, log, cancellationToken),
            ["probe"] => ProbeAsync(arguments, clock, log, cancellationToken),
            ["image", "build"] => BuildAsync(arguments, clock, cancellationToken),
            var words => throw new UsageException($"Unknown command '{string.Join(' ', words)}'."),
        };
    }

    private static async Task<int> ServeAsync(
        Arguments arguments, TimeProvider clock, JsonLines log, CancellationToken cancellationToken)
    {
        var options = NodeOptions.From(arguments, Environment.GetEnvironmentVariable);
        try
        {
            await new NodeProgram(options, clock, log).RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Say(LogLevel.Information, "The node ends; its environments go on");
        }

        return 0;
    }

    private static async Task<int> ProbeAsync(
        Arguments arguments, TimeProvider clock, JsonLines log, CancellationToken cancellationToken)
    {
        var options = NodeOptions.From(arguments, Environment.GetEnvironmentVariable);
        using var spawner = new Spawner(clock);
        using var docker = new DockerEngine(DockerEngine.Open(options.DockerSocket));
        var providers = new NodeProgram(options, clock, log).Providers(
            options.Providers, new EnvironmentDirectories(options.State), docker, spawner, () => "");
        var views = await providers.ProbeAsync(cancellationToken);
        if (arguments.Has("--json"))
            return Print(JsonSerializer.Serialize(views, NodeJson.Default.IReadOnlyListProviderView));
        foreach (var view in views)
            Print($"{view.Name,-8} {(view.IsAvailable ? "yes" : "no"),-4} {view.Version} {view.Reason}".TrimEnd());
        return views.Any(view => view.IsAvailable) ? 0 : 1;
    }

    private static async Task<int> BuildAsync(
        Arguments arguments, TimeProvider clock, CancellationToken cancellationToken)
    {
        var options = NodeOptions.From(arguments, Environment.GetEnvironmentVariable);
        var wish = ImageWish.From(arguments.Value("--name"), arguments.Value("--with"));
        using var spawner = new Spawner(clock);
        using var engine = new DockerEngine(DockerEngine.Open(options.DockerSocket));
        var build = new BuildImage(engine, spawner, clock, Console.Error);
        var built = (arguments.Has("--if-missing") ? await build.FindAsync(wish, cancellationToken) : null)
            ?? await build.RunAsync(wish, cancellationToken);
        return Print(arguments.Has("--json")
            ? JsonSerializer.Serialize(built, NodeJson.Default.BuiltImage)
            : $"{built.Name} {built.Id}");
    }

    private static int Print(string text)
    {
        Console.Out.WriteLine(text);
        return 0;
    }

    private static int ExitCode(ErrorKind kind) => kind switch
    {
        ErrorKind.Usage => 2,
        ErrorKind.Halted => 3,
        ErrorKind.Unreachable => 4,
        ErrorKind.Conflict => 5,
        ErrorKind.ProgramMissing => 6,
        _ => 1,
    };
}
