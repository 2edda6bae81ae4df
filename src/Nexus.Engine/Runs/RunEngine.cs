using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// Takes events in and executes the runs they start. In steady state it asks the ledger nothing: what is open is in
/// memory, read once at start.
/// </summary>
internal sealed partial class RunEngine : IEventIntake, IAsyncDisposable
{
    private readonly ILedger _ledger;
    private readonly TriggerTable _triggers;
    private readonly TimeProvider _clock;
    private readonly RunScribe _scribe;
    private readonly ILogger _logger;
    private readonly RunExecution _execution;
    private readonly CancellationTokenSource _stopping;
    private readonly long[] _ended = new long[Enum.GetValues<RunStatus>().Length];
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDisposed;

    public RunEngine(ILedger ledger, TriggerTable triggers, EngineEnvironment environment)
    {
        (_ledger, _triggers, _clock) = (ledger, triggers, environment.Clock);
        _logger = environment.Loggers.CreateLogger<RunEngine>();
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(environment.Ending);
        Admission = new(environment.Options);
        _scribe = new(new(_clock), environment.Redactor);
        Journal = new(this, _scribe, environment, environment.Loggers.CreateLogger<RunJournal>());
        _execution = new(
            Journal, ParkAsync, _scribe.Time, environment.Options, environment.Loggers.CreateLogger<RunExecution>());
    }

    public RunBook Book { get; } = new();

    public Admission Admission { get; }

    public RunJournal Journal { get; }

    public CancellationToken Stopping => _stopping.Token;

    public Task<long> EmitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        EventNames.Check(batch.Events);
        if (!_recovered.Task.IsCompletedSuccessfully)
            return EmitLaterAsync(batch, cancellationToken);

        var admitted = Admit(batch.Events);
        return admitted.Count == 0
            ? _ledger.AppendAsync(batch, cancellationToken)
            : EmitAsync(batch, admitted, cancellationToken);
    }

    private async Task<long> EmitLaterAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        await _recovered.Task.WaitAsync(cancellationToken);
        return await EmitAsync(batch, cancellationToken);
    }

    /// <summary>Takes up what was not finished; until then events wait outside.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var open = await _ledger.OpenRunsAsync(cancellationToken);
        var plans = new Dictionary<string, Plan>(StringComparer.Ordinal);
        foreach (var state in open.OrderBy(run => run.Status is RunStatus.Created))
        {
            var steps = HasBegun(state) ? await _ledger.StepsAsync(state, cancellationToken) : [];
            if (!plans.TryGetValue(state.Name, out var plan))
                plans[state.Name] = plan = await _triggers.FindAsync(state.Name, cancellationToken);
            var run = new ActiveRun(plan, state.Lane, new(state, steps))
            {
                IsResumed = state.Status is RunStatus.Running,
            };
            var before = state is { Supersedes: true, Lane: { } lane } ? Admission.InLane(lane) : [];
            Admission.Enter(run, isBounded: false);
            Book.Add(run);
            run.Gate.Release();
            foreach (var other in before)
                Supersede(other, run.Id);
        }

        foreach (var run in Book.All.Where(Admission.Record))
            Launch(run);
        if (open.Count > 0)
            LogRecovered(open.Count);
        _recovered.TrySetResult();
        foreach (var orphan in Book.All.Where(IsOrphan))
            orphan.Watch(orphan.Id, () => EndOrphanAsync(orphan));
    }

    /// <summary>Who only waits has no steps, or those of the run it goes on from.</summary>
    private static bool HasBegun(RunState run) => run is not { Status: RunStatus.Created, RetryOf: null };

    /// <summary>Ends executions without ending runs: they go on at the next start.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        while (Book.All.SelectMany(run => run.Work).Where(work => !work.IsCompleted).ToList() is { Count: > 0 } left)
            await Task.WhenAll(left);
    }

    /// <summary>The run has ended: who waited for it may go on.</summary>
    public void Leave(ActiveRun run)
    {
        if (!Book.Remove(run))
            return;
        foreach (var next in Admission.Leave(run))
            Launch(next);
        Interlocked.Increment(ref _ended[(int)run.Snapshot.Run.Status]);
        run.Tell(RunRows.Outcome(run.Snapshot));
        run.Dispose();
    }

    /// <summary>More than once, because the container disposes of it under each of its interfaces.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await StopAsync();
        _stopping.Dispose();
    }

    /// <summary>How many runs, since the server started.</summary>
    public long EndedWith(RunStatus status) => Volatile.Read(ref _ended[(int)status]);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} runs go on where they were")]
    private partial void LogRecovered(int count);
}
