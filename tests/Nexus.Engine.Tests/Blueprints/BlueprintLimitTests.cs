using Nexus.Contracts;

namespace Nexus.Engine.Tests.Blueprints;

/// <summary>What runs of blueprints may use: what their file says, within what the server says.</summary>
public sealed class BlueprintLimitTests : BlueprintFixture
{
    [Fact]
    public async Task What_says_nothing_has_the_limit_of_the_server()
    {
        EngineOptions = new() { RunSteps = 2 };
        await StartAsync(Of(steps: 3, limits: ""));

        var outcome = await SendAsync("{}");

        Assert.Equal((RunStatus.Failed, "run.limit_reached"), (outcome.Status, outcome.Error?.Code));
    }

    [Theory]
    [InlineData(2, RunStatus.Failed)]
    [InlineData(3, RunStatus.Completed)]
    public async Task What_says_more_than_is_allowed_now_has_what_is_allowed(int most, RunStatus status)
    {
        EngineOptions = new() { RunSteps = 1, MaxRunSteps = most };
        await StartAsync(Of(steps: 3, limits: "limits: { steps: 500 }"));

        Assert.Equal(status, (await SendAsync("{}")).Status);
    }

    private static string Of(int steps, string limits) => $$"""
        id: bp.long
        trigger: { event_type: {{Go}} }
        {{limits}}
        plan: [ {{string.Join(", ", Enumerable.Range(0, steps).Select(Transform))}} ]
        """;

    private static string Transform(int i) => $$"""{ kind: transform, id: s{{i}}, value: { n: {{i}} } }""";
}
