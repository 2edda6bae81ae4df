using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What one user may have at most.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task One_more_workspace_than_a_user_may_have_is_refused()
    {
        await using var host = await ServerHost.StartAsync(configure: services =>
            services.AddSingleton(Options.Create(new LimitOptions { WorkspacesPerUser = 1 })));
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        using var admin = await host.RegisteredAsync();
        await alice.CreateAsync(new() { WorkspaceName = "one", Start = false });

        var refused = await alice.CreateAsync(new() { WorkspaceName = "two", Start = false });
        await admin.CreateAsync(new() { WorkspaceName = "one", Start = false });
        var allowed = await admin.CreateAsync(new() { WorkspaceName = "two", Start = false });

        await refused.RefusedAsync(HttpStatusCode.Conflict, "workspace.too_many");
        await allowed.AcceptedAsync();
    }
}
