using System.Globalization;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Reaching;

/// <summary>Many development servers listen on ::1 only: they are reached like those of 127.0.0.1.</summary>
public sealed class OnlyIpv6Tests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("docker")]
    [InlineData("process")]
    public async Task What_listens_on_the_other_loopback_address_is_ready_and_reached(string provider)
    {
        Installation.Require(provider);
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6"), "this machine has no IPv6");
        await using var nexus = await Installation.StartAsync(provider);
        var repository = await nexus.MakeRepositoryAsync();
        await File.WriteAllTextAsync(Path.Combine(repository, ".nexus", "config.yaml"), """
            services:
              six:
                command: exec python3 -m http.server --bind ::1 5906
                port: 5906
                health_check: http://127.0.0.1:5906/

            """, Ct);
        await nexus.ScriptAsync(
            "cd $1; git add -A; git -c user.name=n -c user.email=n@localhost commit -qm six", repository);

        await nexus.NexusAsync("workspace", "create", "six", "--source", repository, "--provider", provider);

        var six = (await nexus.StatusAsync("six")).Services["six"];
        Assert.Equal(ServiceState.Healthy, six.Status);
        using var http = new HttpClient();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{six.MappedPort}/");
        Assert.Contains("Directory listing", await http.GetStringAsync(new Uri(address), Ct), StringComparison.Ordinal);
    }
}
