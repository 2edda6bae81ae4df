using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Nexus.Node.Agent;
using Nexus.Node.Environments;
using Nexus.Node.Files;
using Nexus.Node.Journal;
using Nexus.Node.Providers;
using Nexus.Node.Providers.Docker;
using Nexus.Node.Providers.Process;
using Nexus.Processes;

namespace Nexus.Node;

/// <summary>The daemon: what it is made of, from its first line to its last.</summary>
internal sealed class NodeProgram(NodeOptions options, TimeProvider clock, ILogger logger)
{
    public static string Version { get; } =
        typeof(NodeProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0";

    /// <summary>Runs until it is cancelled. Environments go on running.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var home = await NodeHome.OpenAsync(options.State, clock, cancellationToken);
        var local = new LocalServer(options.ServerHome);
        using var http = new HttpMessageInvoker(ServerSockets.NewHandler(local));
        var joining = new Joining(http, home, local, options, Version);
        var agent = new NodeAgent(
            joining, new ServerSockets(http), clock, new Machine(Version, home.Root), logger);
        await agent.JoinAsync(cancellationToken);
        var label = home.Label(agent.NodeId);

        using var spawner = new Spawner(clock);
        using var docker = new DockerEngine(DockerEngine.Open(options.DockerSocket));
        using var journal = CommandJournal.Open(home.Journal);
        var directories = new EnvironmentDirectories(home.Environments);
        var providers = Providers(options.Providers, directories, docker, spawner, () => label);
        var door = new EnvironmentDoor(directories, clock);
        var board = new ReportBoard();
        await using var watches = new EnvironmentWatches(
            new EnvironmentSight(providers, door), door, board, clock, logger);
        var make = new MakeEnvironment(directories, watches, board, () => label);
        var lifecycle = new EnvironmentLifecycle(
            providers, directories, door, watches, board, make, DaemonProgram.Found(options.Programs), clock);
        await using var desk = new CommandDesk(journal, lifecycle, clock, logger);
        await using var streams = new StreamPool(agent.OpenStreamAsync, new StreamRouter(door, logger), clock, logger);
        desk.Resume();
        var inventory = new EnvironmentInventory(providers, directories, watches, board, clock, logger);
        await agent.RunAsync(
            new ControlLink(home, providers, inventory, board, desk, journal, streams, clock, logger),
            cancellationToken);
    }

    /// <summary>The providers alone, for a look at this machine.</summary>
    public ProviderSet Providers(
        IReadOnlyList<string> names, EnvironmentDirectories directories, DockerEngine docker, Spawner spawner,
        Func<string> label)
    {
        var processes = new ProcessRunner(clock, spawner);
        var wall = new SandboxWall(spawner, directories, clock, logger);
        var sandboxes = new Sandboxes(spawner, new Egress(spawner, wall, logger), clock, logger);
        var isRoot = Native.EffectiveUser() == 0;
        return new([.. names.Select(name => (IProvider)(name switch
        {
            "docker" => new DockerProvider(
                docker, new DockerWall(docker, processes, label, isRoot, wall.LookAsync, logger), directories, label,
                clock, logger),
            _ => new ProcessProvider(directories, sandboxes, wall, processes, clock, logger),
        }))], clock);
    }

    /// <summary>Cancelled by SIGTERM and SIGINT.</summary>
    public static CancellationTokenSource Signals(out IDisposable registration)
    {
        var stop = new CancellationTokenSource();
        var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        registration = new Pair(terminate, interrupt);
        return stop;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private sealed record Pair(IDisposable First, IDisposable Second) : IDisposable
    {
        public void Dispose()
        {
            First.Dispose();
            Second.Dispose();
        }
    }
}
