using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Platform.Ledger;
using Nexus.Spec;
using Nexus.Testing;
using Nexus.Transport;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Server.Tests;

/// <summary>What is left out of JSON is what it is when C# leaves it out.</summary>
public sealed class ContractDefaultsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(typeof(ContractsJson))]
    [InlineData(typeof(TransportJson))]
    [InlineData(typeof(SpecJson))]
    [InlineData(typeof(ILedger))]
    [InlineData(typeof(RouteNote))]
    [InlineData(typeof(WorkspaceStore))]
    public void A_field_that_is_left_out_is_what_its_record_says(Type ofAssembly)
    {
        var all = WrittenDefaults.All(ofAssembly.Assembly).ToList();

        Assert.NotEmpty(all);
        Assert.Empty(all.Select(WrittenDefaults.Difference).OfType<string>());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_create_that_does_not_speak_of_starting_starts()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        using var body = new StringContent("""{"workspace_name":"api"}""", encoding: null, "application/json");

        var made = await (await client.PostAsync("/api/v1/workspaces/create", body, Ct)).AcceptedAsync();

        Assert.NotNull(made.RunId);
    }
}
