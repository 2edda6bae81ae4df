using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>What somebody else did with what is one's own is told by name: nobody can place another's id.</summary>
public sealed class NamedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_promoted_started_or_made_it_is_told_to_whose_it_is()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        var draft = await admin.ValidatedAsync(await ann.SavedAsync("it", Workshop.Asking()));
        await admin.DoAsync(draft, "promote");
        var started = await admin.StartedAsync(new() { BlueprintRef = "bp.asking" });

        var versions = await ann.GetFromJsonAsync(
            "/api/v1/blueprints/bp.asking/versions", ContractsJson.Default.BlueprintVersionPage, Ct);
        var version = await ann.GetFromJsonAsync(
            $"/api/v1/blueprints/bp.asking/versions/{versions!.Items[0].Revision}",
            ContractsJson.Default.BlueprintVersionView, Ct);
        var run = await ann.RunAsync(started.RunId);
        var report = await ann.GetFromJsonAsync(
            $"/api/v1/artifacts/{draft.Validation!.ReportArtifactId}", ContractsJson.Default.ArtifactView, Ct);

        Assert.All(
            [
                Assert.Single(versions.Items).PromotedByName, version!.PromotedByName, run.ActorName,
                report!.CreatedByName,
            ],
            name => Assert.Equal(Environment.UserName, name));
    }
}
