namespace Nexus.Spec.Tests;

public sealed class ServiceGraphTests
{
    private static readonly IReadOnlyList<ServiceConfig> Services = Load.Config("""
        services:
          web: {command: x, depends_on: [api, cache]}
          api: {command: x, depends_on: [db]}
          cache: {command: x}
          db: {command: x}
          mail: {command: x}
        """).Services;

    [Fact]
    public void What_is_depended_on_starts_first_and_the_rest_together() =>
        Assert.Equal(["cache db mail", "api", "web"], Names(ServiceGraph.Order(Services)));

    [Fact]
    public void Stopping_goes_the_other_way() =>
        Assert.Equal(["web", "api", "mail db cache"], Names(ServiceGraph.StopOrder(Services)));

    [Fact]
    public void A_dependency_that_is_not_there_holds_nothing_up() =>
        Assert.Equal(["api"], Names(ServiceGraph.Order([Services[1]])));

    [Fact]
    public void Those_of_files_of_different_times_stop_even_when_they_wait_for_each_other() => Assert.Equal(
        ["api web cache"],
        Names(ServiceGraph.StopOrder(
            [Services[2] with { DependsOn = ["web"] }, Services[0] with { DependsOn = ["cache"] },
             Services[1] with { DependsOn = ["cache"] }])));

    private static IEnumerable<string> Names(IReadOnlyList<IReadOnlyList<ServiceConfig>> waves) =>
        waves.Select(wave => string.Join(' ', wave.Select(service => service.Name)));
}
