using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Ports;

namespace Nexus.Server.Tests;

/// <summary>A wish that is interrupted while one question of it is open.</summary>
internal static class Interruption
{
    /// <summary>
    /// What is wished for, the open question, and what becomes of it when its run is cancelled. Who looks for work that
    /// would be lost starts what is stopped.
    /// </summary>
    public static IReadOnlyList<(string Wish, string Question, WorkspaceState Then)> Moments { get; } =
    [
        ("create", ControlVerbs.Ensure, WorkspaceState.Stopped),
        ("create", Verbs.Setup, WorkspaceState.Stopped),
        ("create", Verbs.Source, WorkspaceState.Stopped),
        ("create", Verbs.Configure, WorkspaceState.Stopped),
        ("create", Verbs.Hook, WorkspaceState.Stopped),
        ("create", Verbs.Start, WorkspaceState.Stopped),
        ("create", Verbs.Watch, WorkspaceState.Stopped),
        ("up", ControlVerbs.Ensure, WorkspaceState.Stopped),
        ("up", Verbs.Watch, WorkspaceState.Stopped),
        ("restart", Verbs.Configure, WorkspaceState.Ready),
        ("restart", Verbs.Restart, WorkspaceState.Ready),
        ("restart", Verbs.Watch, WorkspaceState.Ready),
        ("rebuild", Verbs.Configure, WorkspaceState.Stopped),
        ("rebuild", Verbs.Hook, WorkspaceState.Stopped),
        ("rebuild", Verbs.Stop, WorkspaceState.Stopped),
        ("rebuild", ControlVerbs.Recreate, WorkspaceState.Stopped),
        ("rebuild", Verbs.Setup, WorkspaceState.Stopped),
        ("rebuild", Verbs.Source, WorkspaceState.Stopped),
        ("rebuild", Verbs.Start, WorkspaceState.Stopped),
        ("rebuild", Verbs.Watch, WorkspaceState.Stopped),
        ("down", Verbs.Hook, WorkspaceState.Error),
        ("down", Verbs.Stop, WorkspaceState.Error),
        ("down", ControlVerbs.Stop, WorkspaceState.Error),
        ("rm", ControlVerbs.Ensure, WorkspaceState.Error),
        ("rm", ControlVerbs.Destroy, WorkspaceState.Error),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Until the question is open.</summary>
    /// <returns>The run that asks it.</returns>
    public static async Task<string> InterruptAsync(
        this HttpClient client, LivingNode node, string wish, string question)
    {
        if (wish is not "create")
        {
            await client.CreateAsync(new() { WorkspaceName = "demo" });
            await UntilAsync(client, WorkspaceState.Ready);
        }

        if (wish is "up" || (wish, question) is ("rm", ControlVerbs.Ensure))
        {
            await AskAsync(client, "down");
            await UntilAsync(client, WorkspaceState.Stopped);
        }

        node.Held = question;
        var accepted = wish is "create"
            ? await (await client.CreateAsync(new() { WorkspaceName = "demo" })).AcceptedAsync()
            : await AskAsync(client, wish);
        await node.IsHeld.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        return accepted.RunId!;
    }

    public static async Task<AcceptedView> AskAsync(this HttpClient client, string wish) =>
        await (await client.PostAsync($"/api/v1/workspaces/demo/{wish}", content: null, Ct)).AcceptedAsync();

    /// <param name="client">Of its owner.</param>
    /// <param name="state">Null: it is gone.</param>
    public static async Task<WorkspaceView?> UntilAsync(this HttpClient client, WorkspaceState? state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var seen = await StatusAsync(client);
            if (seen?.Status == state)
                return seen;
            Assert.False(patience.IsCancellationRequested, $"{seen?.Status}: {seen?.Error}");
            await Task.Delay(50, Ct);
        }
    }

    public static async Task<WorkspaceView?> StatusAsync(this HttpClient client)
    {
        using var response = await client.GetAsync("/api/v1/workspaces/demo/status", Ct);
        return response.StatusCode is HttpStatusCode.NotFound
            ? null
            : await response.Content.ReadFromJsonAsync(ContractsJson.Default.WorkspaceView, Ct);
    }

    public static async Task NothingIsLeftAsync(this ServerHost host, LivingNode node, string home)
    {
        Assert.Empty(node.Environments);
        Assert.Empty(await host.Ledger.ListAsync(new(WorkspaceStore.Kind, Scope.All), Ct));
        var leases = (PortLeases)host.Services.GetService(typeof(PortLeases))!;
        Assert.Empty(await leases.HeldAsync(Ct));
        Assert.All(
            Directory.EnumerateDirectories(Path.Combine(home, "state")),
            folder => Assert.Empty(Directory.EnumerateFileSystemEntries(folder)));
    }
}
