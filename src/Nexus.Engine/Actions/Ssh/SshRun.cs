using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Processes;
using Nexus.Spec.Blueprints;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>
/// <c>ssh.run</c>: a command on another machine, by the system's OpenSSH. Cancelled, nothing of it is left here; what
/// it started there may go on.
/// </summary>
internal sealed class SshRun(IProcessRunner processes, SshKeys keys, Reach reach) : IAction
{
    private const string Name = "ssh.run";
    private const int FailureOfSsh = 255;
    private const int LongestTold = 1024;

    /// <summary>The step's own deadline comes first.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public ActionManifest Manifest { get; } = new(
        Name, "Runs a command on another machine whose host key is known; an exit code other than 0 fails the step.",
        [
            Needed("host", InputType.Text, "Its name or address, or `USER@` and that."),
            Needed("cmd", InputType.Text, "What the user's shell there runs."),
            Optional("user", InputType.Text, "Who runs it there; else `ssh.user`, or whoever the server runs as."),
            Optional("key", InputType.Any,
                "A secret: the private key, without a passphrase; else that of `ssh.keyPath`: `user/me/ssh`."),
            Optional("port", InputType.Whole, "22 if nothing is said."),
            Optional("known_hosts", InputType.Any,
                "Lines of known_hosts, or a secret with them; else those of `ssh.knownHostsFile`."),
            Optional("expect", InputType.List, "Exit codes that are no failure, instead of 0."),
            Optional("connect_timeout", InputType.Text, "`15s` if nothing is said; the step's `timeout` is for all."),
            Optional("max_output", InputType.Whole, "Characters kept of each stream: 65536, at most 262144."),
        ],
        [
            Needed("exit_code", InputType.Whole, "Of the command."),
            Needed("stdout", InputType.Text, "What it printed, from its beginning."),
            Needed("stderr", InputType.Text, "What it complained of, from its beginning."),
            Needed("is_truncated", InputType.Flag, "Whether there was more than is kept."),
        ]);

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var ask = SshAsk.Of(with, keys.User);
        using var key = keys.Key(with, step.OwnerId);
        using var knownHosts = keys.KnownHosts(with, ask.Host, step.OwnerId);
        var address = await AddressAsync(ask, step, cancellationToken);
        var result = await processes.RunAsync(new(ask.Argv(address, knownHosts.Path, key.Path))
        {
            InheritsEnvironment = false,
            Environment = Surroundings(),
            Deadline = Longest,
            OutputLimit = ask.MaxOutput + 1,
        }, cancellationToken);
        return Outputs(ask, result);
    }

    private async Task<IPAddress> AddressAsync(SshAsk ask, StepContext step, CancellationToken cancellationToken)
    {
        try
        {
            return await reach.FindAsync(ask.Host, step.OwnerId, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new NexusException(SshErrors.Failed(ask.Host, e.Message), e);
        }
    }

    private static Dictionary<string, string> Surroundings() => new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
        ["LC_ALL"] = "C",
    };

    private static JsonElement Outputs(SshAsk ask, ProcessResult result)
    {
        if (result.Outcome is ProcessOutcome.ProgramMissing)
            throw new NexusException(SshErrors.NoProgram());
        if (result.Outcome is not ProcessOutcome.Exited || result.ExitCode == FailureOfSsh)
            throw new NexusException(Failure(ask, result.Error));
        if (!ask.Expect.Contains(result.ExitCode))
        {
            throw new NexusException(
                SshErrors.ExitCode(ask.Host, result.ExitCode, End(result.Output), End(result.Error)));
        }

        return EventData.Of(
            ("exit_code", result.ExitCode), ("stdout", Beginning(result.Output, ask.MaxOutput)),
            ("stderr", Beginning(result.Error, ask.MaxOutput)),
            ("is_truncated", result.Output.Length > ask.MaxOutput || result.Error.Length > ask.MaxOutput));
    }

    private static NexusError Failure(SshAsk ask, string complaint) => complaint switch
    {
        _ when complaint.Contains("Host key verification failed", StringComparison.Ordinal) =>
            SshErrors.UnknownHost(ask.Host),
        _ when complaint.Contains("Permission denied (", StringComparison.Ordinal) =>
            SshErrors.Refused(ask.Host, ask.User),
        _ => SshErrors.Failed(ask.Host, complaint.Trim() is { Length: > 0 } told ? End(told) : "it says nothing"),
    };

    private static string Beginning(string text, int most) => text.Length <= most ? text : text[..most];

    private static string End(string text) => text.Length <= LongestTold ? text : $"...{text[^LongestTold..]}";
}
