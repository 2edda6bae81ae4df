using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>Events from outside, drafts, blueprints and their runs.</summary>
public sealed partial class NexusClient
{
    public Task<EmittedEventView> EmitAsync(EmitEventRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/events", JsonContent.Create(request, ContractsJson.Default.EmitEventRequest),
            ContractsJson.Default.EmittedEventView, cancellationToken);

    public Task<DraftView> SaveDraftAsync(DraftSaveRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/drafts", JsonContent.Create(request, ContractsJson.Default.DraftSaveRequest),
            ContractsJson.Default.DraftView, cancellationToken);

    public async Task<DraftPage> DraftsAsync(int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync($"/api/v1/drafts?{query}", ContractsJson.Default.DraftPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<DraftView> DraftAsync(Guid draft, CancellationToken cancellationToken) =>
        _requests.GetAsync(Draft(draft), ContractsJson.Default.DraftView, cancellationToken);

    public Task<DraftView> ValidateDraftAsync(Guid draft, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Draft(draft)}/validate", null, ContractsJson.Default.DraftView, cancellationToken);

    public Task<BlueprintView> PromoteDraftAsync(Guid draft, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Draft(draft)}/promote", null, ContractsJson.Default.BlueprintView, cancellationToken);

    public Task<DraftView> RemoveDraftAsync(Guid draft, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Draft(draft), ContractsJson.Default.DraftView, cancellationToken);

    public async Task<BlueprintPage> BlueprintsAsync(int limit, CancellationToken cancellationToken)
    {
        var (items, next) = await Pages.UpToAsync(
            limit,
            query => _requests.GetAsync(
                $"/api/v1/blueprints?{query}", ContractsJson.Default.BlueprintPage, cancellationToken),
            page => (page.Items, page.NextCursor));
        return new(items, next);
    }

    public Task<BlueprintView> BlueprintAsync(string id, CancellationToken cancellationToken) =>
        _requests.GetAsync(Blueprint(id), ContractsJson.Default.BlueprintView, cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<BlueprintVersionPage> BlueprintVersionsAsync(string id, CancellationToken cancellationToken) =>
        _requests.GetAsync(
            $"{Blueprint(id)}/versions?limit=100", ContractsJson.Default.BlueprintVersionPage, cancellationToken);

    public Task<BlueprintVersionView> BlueprintVersionAsync(
        string id, string revision, CancellationToken cancellationToken) =>
        _requests.GetAsync(
            $"{Blueprint(id)}/versions/{Uri.EscapeDataString(revision)}", ContractsJson.Default.BlueprintVersionView,
            cancellationToken);

    /// <param name="id">Of the blueprint.</param>
    /// <param name="from">Null: the revision promoted before <paramref name="to"/>.</param>
    /// <param name="to">Null: the active one.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public Task<BlueprintDiffView> DiffBlueprintAsync(
        string id, string? from, string? to, CancellationToken cancellationToken)
    {
        var query = string.Join('&', new[] { ("from", from), ("to", to) }
            .Where(pair => pair.Item2 is not null)
            .Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2 ?? "")}"));
        return _requests.GetAsync(
            $"{Blueprint(id)}/diff{(query is "" ? "" : $"?{query}")}", ContractsJson.Default.BlueprintDiffView,
            cancellationToken);
    }

    public Task<BlueprintView> SwitchBlueprintAsync(string id, bool isEnabled, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Blueprint(id)}/{(isEnabled ? "enable" : "disable")}", null, ContractsJson.Default.BlueprintView,
            cancellationToken);

    public Task<BlueprintView> RemoveBlueprintAsync(string id, CancellationToken cancellationToken) =>
        _requests.DeleteAsync(Blueprint(id), ContractsJson.Default.BlueprintView, cancellationToken);

    public Task<ActionPage> ActionsAsync(CancellationToken cancellationToken) =>
        _requests.GetAsync("/api/v1/actions", ContractsJson.Default.ActionPage, cancellationToken);

    public Task<ActionView> ActionAsync(string name, CancellationToken cancellationToken) =>
        _requests.GetAsync(
            $"/api/v1/actions/{Uri.EscapeDataString(name)}", ContractsJson.Default.ActionView, cancellationToken);

    public Task<RunView> StartRunAsync(RunCreateRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            "/api/v1/runs", JsonContent.Create(request, ContractsJson.Default.RunCreateRequest),
            ContractsJson.Default.RunView, cancellationToken);

    /// <summary>Goes on from where a run failed, as another run.</summary>
    public Task<RunView> RetryRunAsync(string run, CancellationToken cancellationToken) =>
        _requests.PostAsync($"{Run(run)}/retry", null, ContractsJson.Default.RunView, cancellationToken);

    /// <summary>Does all of a run again, as another run.</summary>
    public Task<RunView> RerunAsync(string run, RerunRequest request, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Run(run)}/rerun", JsonContent.Create(request, ContractsJson.Default.RerunRequest),
            ContractsJson.Default.RunView, cancellationToken);

    /// <summary>What happened in a run and what its steps wrote, in order.</summary>
    public IAsyncEnumerable<RunLogLine> RunLogAsync(string run, CancellationToken cancellationToken) =>
        LogStream.ReadAsync(
            _requests, $"{Run(run)}/log", ContractsJson.Default.RunLogLine, Run(run), cancellationToken);

    /// <summary>What a run recorded, and whether it follows.</summary>
    public Task<ReplayView> ReplayRunAsync(string run, CancellationToken cancellationToken) =>
        _requests.GetAsync($"{Run(run)}/replay", ContractsJson.Default.ReplayView, cancellationToken);

    /// <param name="run">Its id.</param>
    /// <param name="step">Name or id of a gate.</param>
    /// <param name="isApproved">Else it is rejected.</param>
    /// <param name="comment">Kept with the decision.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public Task<StepView> DecideAsync(
        string run, string step, bool isApproved, string? comment, CancellationToken cancellationToken) =>
        _requests.PostAsync(
            $"{Run(run)}/steps/{Uri.EscapeDataString(step)}/{(isApproved ? "approve" : "reject")}",
            JsonContent.Create(new(comment), ContractsJson.Default.DecisionRequest), ContractsJson.Default.StepView,
            cancellationToken);

    private static string Draft(Guid draft) => $"/api/v1/drafts/{draft}";

    private static string Blueprint(string id) => $"/api/v1/blueprints/{Uri.EscapeDataString(id)}";
}
