using System.Text.Json;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Files;
using Nexus.Node.Journal;
using Nexus.Transport;
using Nexus.Transport.Control;

namespace Nexus.Node.Agent;

/// <summary>
/// Takes the server's commands: each runs once, however often it is sent, and runs on when the connection breaks. The
/// journal holds what began and what came of it.
/// </summary>
internal sealed partial class CommandDesk(
    CommandJournal journal, EnvironmentLifecycle lifecycle, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private const int MostAtOnce = 256;
    private readonly WorkspaceLanes _lanes = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<CommandOutcome>> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <param name="command">With an id.</param>
    /// <param name="server">Whose command it is; null: of a server that does not tell.</param>
    /// <param name="retries">Its failure is no answer: nobody but the node itself asks again.</param>
    /// <exception cref="OperationCanceledException">
    /// The node ends; the command is taken up at its next start.
    /// </exception>
    public Task<CommandOutcome> RunAsync(ControlMessage command, string? server, bool retries = false)
    {
        if (command.Id is not { Length: > 0 } id || WorkspaceOf(command) is null)
            return Task.FromResult(Refused(AgentErrors.BadCommand(command.Verb ?? "")));
        // In one piece: what is not running any more has its outcome in the journal.
        lock (_gate)
        {
            if (_running.TryGetValue(id, out var running))
                return running;
            if (journal.OutcomeOf(id) is { } known && (known.Error is null || !retries))
                return Task.FromResult(known);
            if (!journal.Admit(command.Epoch, server))
                return Task.FromResult(Refused(AgentErrors.StaleEpoch(command.Epoch, journal.EpochOf(server))));
            return _running.Count >= MostAtOnce
                ? Task.FromResult(Refused(AgentErrors.Busy(MostAtOnce)))
                : _running[id] = ExecuteAsync(id, command, server);
        }
    }

    /// <summary>
    /// Goes on with what a crash interrupted, each workspace for itself: a stop or a removal is finished; what shall be
    /// up waits until the server asks again.
    /// </summary>
    public void Resume()
    {
        lock (_gate)
        {
            foreach (var entry in journal.Interrupted())
            {
                if (entry.Command is not { } command || IsToBeUp(command))
                    journal.Forget(entry.Id);
                else if (!_running.ContainsKey(entry.Id))
                    _running[entry.Id] = ExecuteAsync(entry.Id, command, entry.Server);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(Running()).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stop.Dispose();
    }

    private IReadOnlyList<Task> Running()
    {
        lock (_gate)
            return [.. _running.Values];
    }

    private async Task<CommandOutcome> ExecuteAsync(string id, ControlMessage command, string? server)
    {
        await Task.Yield();
        using var scope = command.CorrelationId is { } asked ? logger.BeginScope(new Errand(asked)) : null;
        var started = clock.GetTimestamp();
        try
        {
            if (WhyNotBegun(id, command, server) is { } refusal)
                return refusal;
            var outcome = await OutcomeAsync(command, server);
            journal.End(id, outcome);
            var (workspaceId, ended) = (WorkspaceOf(command), outcome.Error?.Code ?? "ok");
            var milliseconds = (long)clock.GetElapsedTime(started).TotalMilliseconds;
            LogDone(command.Verb, workspaceId, ended, milliseconds);
            return outcome;
        }
        finally
        {
            lock (_gate)
                _running.Remove(id);
        }
    }

    /// <summary>What is not remembered is not done, but for what makes room and can be done again.</summary>
    private CommandOutcome? WhyNotBegun(string id, ControlMessage command, string? server)
    {
        try
        {
            journal.Begin(id, command, server);
            return null;
        }
        catch (IOException e)
        {
            LogFailed(e, command.Verb ?? "", WorkspaceOf(command) ?? "");
            return command.Verb is ControlVerbs.Destroy && DurableFile.IsFull(e) ? null : Failed(command, e);
        }
    }

    private static CommandOutcome Failed(ControlMessage command, Exception failure) => Refused(
        failure is IOException full && DurableFile.IsFull(full)
            ? AgentErrors.DiskFull(command.Verb ?? "", full.Message)
            : AgentErrors.Failed(command.Verb ?? "", failure.Message));

    private async Task<CommandOutcome> OutcomeAsync(ControlMessage command, string? server)
    {
        var workspaceId = WorkspaceOf(command) ?? "";
        var within = TimeSpan.FromMilliseconds(Math.Clamp(command.DeadlineMs, 1000, 3_600_000));
        using var deadline = new CancellationTokenSource(within, clock);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        try
        {
            return await _lanes.RunAsync(
                workspaceId, IsToBeUp(command), token => DoAsync(command, server, within, token), bound.Token);
        }
        catch (NexusException e)
        {
            return Refused(e.Error);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            return Refused(EnvironmentErrors.TimedOut(command.Verb ?? "", workspaceId));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException
            or InvalidOperationException or NotSupportedException)
        {
            LogFailed(e, command.Verb ?? "", workspaceId);
            return Failed(command, e);
        }
    }

    private async Task<CommandOutcome> DoAsync(
        ControlMessage command, string? server, TimeSpan within, CancellationToken cancellationToken)
    {
        switch (command.Verb)
        {
            case ControlVerbs.Ensure or ControlVerbs.Recreate:
                var anew = command.Verb is ControlVerbs.Recreate ? command.Id : null;
                var reply = await lifecycle.EnsureAsync(
                    Body(command, TransportJson.Default.EnsureRequest), server, anew, within * 0.9, cancellationToken);
                return new(null, JsonSerializer.SerializeToElement(reply, TransportJson.Default.EnsureReply));
            case ControlVerbs.Check:
                await lifecycle.CheckAsync(Body(command, TransportJson.Default.EnsureRequest), cancellationToken);
                return new(null, null);
            case ControlVerbs.Stop:
                await lifecycle.StopAsync(
                    Body(command, TransportJson.Default.StopEnvironmentRequest), cancellationToken);
                return new(null, null);
            case ControlVerbs.Destroy:
                await lifecycle.DestroyAsync(
                    Body(command, TransportJson.Default.EnvironmentRequest), cancellationToken);
                return new(null, null);
            default:
                return Refused(AgentErrors.BadCommand(command.Verb ?? ""));
        }
    }

    private static bool IsToBeUp(ControlMessage command) =>
        command.Verb is ControlVerbs.Ensure or ControlVerbs.Recreate or ControlVerbs.Check;

    private static T Body<T>(ControlMessage command, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        command.Body is { } body && body.Deserialize(type) is { } request
            ? request
            : throw new JsonException("The command has no body.");

    private static string? WorkspaceOf(ControlMessage command) =>
        command.Body is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty("workspace_id", out var id) && id.ValueKind is JsonValueKind.String
            ? id.GetString()
            : null;

    private static CommandOutcome Refused(NexusError error) => new(error, null);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Verb} of {Workspace}: {Outcome} in {Milliseconds} ms")]
    private partial void LogDone(string? verb, string? workspace, string outcome, long milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Verb} of {Workspace} failed")]
    private partial void LogFailed(Exception exception, string verb, string workspace);
}
