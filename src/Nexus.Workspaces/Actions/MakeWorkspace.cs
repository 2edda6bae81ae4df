using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Engine.Actions;
using Nexus.Engine.Runs;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Users;
using Nexus.Workspaces.Workcells;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// <c>workspace.create</c>: a workspace of the run's owner, brought up. However often its step is attempted, there is
/// one: an attempt that finds it brings it up again.
/// </summary>
internal sealed class MakeWorkspace(
    StepWorkspaces steps, NewWorkspaces workspaces, BringUp up, UserStore users, IAdministrators administrators,
    EndLifespans ends, TimeProvider clock) : IAction
{
    private const string Name = "workspace.create";

    public ActionManifest Manifest { get; } = new(
        Name,
        "Makes a workspace, and waits until it is ready; with 'ttl' it is removed when unused so long.",
        [Needed("name", InputType.Text, "1 to 40 of a-z, 0-9 and '-'."), .. InputFields],
        StepWorkspaces.OutputFields)
    {
        IsIdempotent = true,
    };

    /// <summary>What the API takes of one, too.</summary>
    public static IReadOnlyList<ActionField> InputFields { get; } =
    [
        Optional("repository", InputType.Text, "URL of a git repository; else it has none."),
        Optional("branch", InputType.Text, "Of the repository; else its default."),
        Optional("provider", InputType.Text, "As `docker`; else the repository's or the server's choice."),
        Optional("node", InputType.Text, "Name or id of the node it must run on."),
        Optional("image", InputType.Text, "What its environment is made of; else the repository's choice."),
        Optional("ttl", InputType.Text, "How long it stays unused, as `2h`: from a minute to a day."),
    ];

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var request = Request(with, with.Required("name"));
        var life = Terms.Ttl(with) is { } ttl ? new Lifespan(ttl, clock.GetUtcNow()) : null;
        using var place = steps.Enter();
        var workspace = await steps.MadeByAsync(step, cancellationToken)
            ?? await AddAsync(request, life, step, cancellationToken);
        if (workspace.Lifespan is not null)
            ends.Watch(workspace);
        return steps.Outputs(await up.ReadyAsync(workspace, step, cancellationToken));
    }

    public static CreateWorkspaceRequest Request(JsonElement with, string name)
    {
        var branch = with.Text("branch");
        var url = with.Text("repository");
        if (url is null && branch is not null)
            throw StepInputs.Bad("a branch is of a repository");
        return new()
        {
            WorkspaceName = name,
            Repo = url is null ? null : new(Owner: null, Name: null, url, branch),
            Provider = with.Text("provider"),
            Node = with.Text("node"),
            Image = with.Text("image"),
        };
    }

    /// <param name="life">Null: it stays until somebody removes it.</param>
    public async Task<Workspace> AddAsync(
        CreateWorkspaceRequest request, Lifespan? life, StepContext step, CancellationToken cancellationToken)
    {
        var owner = await users.FindAsync(step.OwnerId, cancellationToken)
            ?? throw new NexusException(UserErrors.NotYou(step.OwnerId));
        var asked = new NewWorkspace(request, owner)
        {
            IsLimited = !administrators.Has(owner.Id),
            Lifespan = life,
            Maker = new(step.RunId, step.StepId, step.IdempotencyKey),
        };
        return (await workspaces.AddAsync(asked, Cause.Of(step), cancellationToken)).Workspace;
    }
}
