using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>More runs than may wait.</summary>
public sealed class BacklogTests
{
    [Fact]
    public async Task Who_asks_for_one_more_is_told_when_to_ask_again_and_nothing_is_recorded()
    {
        await using var host = await ServerHost.StartAsync(configure: services => services.AddSingleton(
            Options.Create(new EngineOptions { MaxWaitingRunsPerOwner = 1 })));
        using var client = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        await client.PromotedAsync(Workshop.Asking() + "\nconcurrency: { key: all }");
        await client.EmitAsync();
        await client.EmitAsync();
        var head = host.Ledger.Head;

        using var emitted = await client.EmitAsync();
        using var started = await client.StartAsync(new() { BlueprintRef = "bp.asking" });

        foreach (var answer in (HttpResponseMessage[])[emitted, started])
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal("5", answer.Headers.GetValues("Retry-After").Single());
            Assert.Equal("run.too_many_waiting", (await answer.ErrorAsync()).Error.Code);
        }

        Assert.Equal(head, host.Ledger.Head);

        // Of another it is recorded, and so is what came of it.
        Assert.Equal(HttpStatusCode.OK, (await ann.EmitAsync()).StatusCode);
        var refused = (await client.RunsAsync())[0];
        Assert.Equal((RunStatus.Failed, "run.too_many_waiting"), (refused.Status, refused.Error?.Code));
    }
}
