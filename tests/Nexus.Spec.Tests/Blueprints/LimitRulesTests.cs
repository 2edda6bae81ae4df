using Nexus.Spec.Blueprints;

namespace Nexus.Spec.Tests.Blueprints;

/// <summary>What a blueprint may say of its limits: what the language allows, and what the server does.</summary>
public sealed class LimitRulesTests
{
    [Theory]
    [InlineData("steps: 500, wall: 2h", "")]
    [InlineData("steps: 501, wall: 2h", "3:18 config.bad_value")]
    [InlineData("steps: 5, wall: 121m", "3:27 config.bad_value")]
    public void A_server_may_allow_less_than_the_language(string limits, string problem)
    {
        var context = Definitions.Context with { MostSteps = 500, LongestWall = TimeSpan.FromHours(2) };

        Assert.Equal(problem, string.Join(',', Definitions.Problems(Text(limits), context)));
        Assert.Empty(Definitions.Problems(Text(limits), null));
    }

    [Theory]
    [InlineData("wall: 25h")]
    [InlineData("wall: 1w")]
    public void The_longest_time_is_told(string limits)
    {
        var problem = Assert.Single(BlueprintLoader.Load(Text(limits)).Problems);

        Assert.Contains("at most 24h", problem.Hint, StringComparison.Ordinal);
    }

    private static string Text(string limits) => $$"""
        id: bp.limited
        trigger: { event_type: a.b }
        limits: { {{limits}} }
        plan: [ { kind: transform, id: s, value: {} } ]
        """;
}
