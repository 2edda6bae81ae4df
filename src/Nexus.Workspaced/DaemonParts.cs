using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Config;
using Nexus.Workspaced.Dependencies;
using Nexus.Workspaced.Dial;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Health;
using Nexus.Workspaced.Hooks;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Services;
using Nexus.Workspaced.Setup;
using Nexus.Workspaced.Source;
using Nexus.Workspaced.Ssh;

namespace Nexus.Workspaced;

/// <summary>The parts of the daemon, put together: who answers which verb.</summary>
internal sealed class DaemonParts : IAsyncDisposable
{
    private readonly Spawner _spawner;
    private readonly LogStore _logs;
    private readonly SetUp _setUp;
    private readonly FetchSource _fetch;

    public DaemonParts(DaemonOptions options, TimeProvider clock)
    {
        var state = new StateDirectory(options.StateDirectory);
        state.Make();
        _spawner = new Spawner(clock);
        _logs = new LogStore(state, clock);
        Journal = new Journal(_logs, Console.Error, clock);
        User = AccountOf(options);
        var variables = new Variables(User, options.WorkspaceId, Environment.GetEnvironmentVariables());
        var commands = new UserCommands(_spawner, User, variables);
        var git = new Git(options.WorkspaceId, commands, _logs);
        var repository = new Repository(User, git);
        var plan = new WorkspacePlan(repository);
        var board = new ServiceBoard(File.ReadAllText("/proc/sys/kernel/random/uuid").Trim());
        var running = new ServiceParts(board, commands, _logs, new HealthProbe(commands, clock), clock);
        Supervisor = new Supervisor(plan, running);
        _fetch = new FetchSource(repository, new Clone(User, git), new BundleUpload(User, git), clock);
        var ssh = new SshParts(state, _spawner, Journal, clock);
        _setUp = new SetUp(User, variables, ssh, Journal);
        var services = new ServiceVerbs(Supervisor, running.Secrets);
        Answers = new Dictionary<string, Answer>(StringComparer.Ordinal)
        {
            [Verbs.Hello] = (connection, token) => HelloAsync(connection, board.BootId, token),
            [Verbs.Setup] = _setUp.AnswerSetupAsync,
            [Verbs.Keys] = _setUp.AnswerKeysAsync,
            [Verbs.Source] = _fetch.AnswerAsync,
            [Verbs.Configure] = new Configure(plan, board).AnswerAsync,
            [Verbs.Dependencies] = Installing(options.WorkspaceId, plan, commands, state, clock),
            [Verbs.Hook] = new RunHook(plan, commands, _logs, clock).AnswerAsync,
            [Verbs.Start] = services.AnswerStartAsync,
            [Verbs.Stop] = services.AnswerStopAsync,
            [Verbs.Restart] = services.AnswerRestartAsync,
            [Verbs.Watch] = new WatchServices(board, clock).AnswerAsync,
            [Verbs.Usage] = new ReadUsage(running.Live, clock).AnswerAsync,
            [Verbs.Logs] = new ReadLogs(_logs, board).AnswerAsync,
            [Verbs.Exec] = new RunCommand(commands).AnswerAsync,
            [Verbs.Ssh] = ssh.Sessions.AnswerAsync,
            [Verbs.Dial] = new DialPort(clock).AnswerAsync,
            [Verbs.Unsaved] = repository.AnswerUnsavedAsync,
            [Verbs.Repo] = repository.AnswerRepoAsync,
        };
    }

    public UserAccount User { get; }

    public Journal Journal { get; }

    public Supervisor Supervisor { get; }

    public IReadOnlyDictionary<string, Answer> Answers { get; }

    private static UserAccount AccountOf(DaemonOptions options) => Environment.IsPrivilegedProcess
        ? new Accounts("/").Ensure(options.UserName)
        : new Accounts("/").Current(options.UserName);

    private Answer Installing(
        string workspaceId, WorkspacePlan plan, UserCommands commands, StateDirectory state, TimeProvider clock)
    {
        var stamps = new InstallStamps(state.Installed, User.Repository);
        return new InstallDependencies(workspaceId, plan, commands, stamps, _logs, clock).AnswerAsync;
    }

    private Task HelloAsync(Connection connection, string bootId, CancellationToken cancellationToken) =>
        connection.AcceptAsync(
            new HelloReply(Daemon.Version, bootId, _setUp.IsDone), TransportJson.Default.HelloReply, cancellationToken)
            .AsTask();

    public async ValueTask DisposeAsync()
    {
        await Supervisor.DisposeAsync();
        _fetch.Dispose();
        _setUp.Dispose();
        _logs.Dispose();
        _spawner.Dispose();
    }
}
