using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;
using Nexus.Server.Tests.Hooks;

namespace Nexus.Server.Tests.Hostile;

/// <summary>Alice, who has a workspace, a run and an artifact; and all by which an answer would betray them.</summary>
internal sealed record Victim(UserView User, string WorkspaceId, string RunId)
{
    public const string Handle = "alice";
    public const string WorkspaceName = "plans-of-alice";
    public const string TargetName = "ears-of-hers";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string ArtifactId { get; init; } = "";

    public string DraftId { get; init; } = "";

    public string BlueprintId { get; init; } = "";

    public string EventId { get; init; } = "";

    public string Hook { get; init; } = "";

    public string TargetId { get; init; } = "";

    public string Token => User.ApiToken ?? "";

    public IReadOnlyList<string> Ids =>
        [WorkspaceId, RunId, ArtifactId, DraftId, BlueprintId, EventId, Hook, TargetId];

    public IReadOnlyList<string> Marks => [Handle, User.UserId, WorkspaceName, .. Ids, Token];

    public static async Task<Victim> MakeAsync(ServerHost host)
    {
        var user = await host.AddAsync(Handle);
        using var client = host.Client(user.ApiToken);
        var made = await (await client.CreateAsync(new() { WorkspaceName = WorkspaceName })).AcceptedAsync();
        var artifact = await client.PostAsJsonAsync(
            "/api/v1/artifacts", new() { Name = "thoughts", RunId = Guid.Parse(made.RunId ?? ""), Content = "YQ==" },
            ContractsJson.Default.ArtifactCreateRequest, Ct);
        var id = (await artifact.ReadAsync(ContractsJson.Default.ArtifactView)).ArtifactId;
        var blueprint = await client.PromotedAsync(Workshop.Asking(id: "bp.plans.hers"), "hers");
        var events = await (await client.GetAsync("/api/v1/events", Ct)).ReadAsync(ContractsJson.Default.EventPage);
        var target = await client.PostAsJsonAsync(
            "/api/v1/targets", new() { Name = TargetName, Url = "http://192.0.2.1/", Events = ["none.such"] },
            ContractsJson.Default.TargetCreateRequest, Ct);
        return new(user, made.WorkspaceId, made.RunId ?? "")
        {
            TargetId = (await target.ReadAsync(ContractsJson.Default.TargetView)).TargetId,
            ArtifactId = $"{id}",
            DraftId = $"{(await client.SavedAsync("hers", Workshop.Asking(id: "bp.plans.hers"))).DraftId}",
            BlueprintId = blueprint.BlueprintId,
            EventId = $"{events.Items[0].EventId}",
            Hook = (await client.AddedAsync(new()
            {
                Source = "plans-made-known",
                Kind = "json",
                EventName = "plan.made",
            })).Source,
        };
    }

    /// <summary>What an attack must not change.</summary>
    public async Task<string> StateAsync(ServerHost host)
    {
        using var client = host.Client(Token);
        var me = await client.GetStringAsync("/api/v1/users/me", Ct);
        var workspaces = await (await client.GetAsync("/api/v1/workspaces", Ct))
            .ReadAsync(ContractsJson.Default.WorkspacePage);
        var mine = Assert.Single(workspaces.Items);
        var runs = await (await client.GetAsync("/api/v1/runs", Ct)).ReadAsync(ContractsJson.Default.RunPage);
        var artifacts = await client.GetStringAsync("/api/v1/artifacts", Ct);
        var drafts = await client.GetStringAsync("/api/v1/drafts", Ct);
        var blueprints = await client.GetStringAsync("/api/v1/blueprints", Ct);
        var hooks = await client.GetStringAsync("/api/v1/hooks", Ct);
        var ids = string.Join(' ', runs.Items.Select(run => run.RunId));
        return $"{me}\n{mine.WorkspaceId} {mine.Desired}\n{ids}\n{artifacts}\n{drafts}\n{blueprints}\n{hooks}";
    }
}
