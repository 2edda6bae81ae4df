using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Engine.Actions.Plugins;

namespace Nexus.Engine.Tests.Actions;

/// <summary>What plugins start is gone when they are.</summary>
public sealed class LeftPluginTests : PluginFixture
{
    [Fact]
    public async Task After_its_answer_nothing_is_left_that_it_started_also_of_who_left_its_session()
    {
        var (pid, other) = (Home.File("pid"), Home.File("other"));
        Write($$"""
            {{Greeting}}
            stay() { setsid sh -c "echo \$\$ > $1.new; mv $1.new $1; exec sleep 600" < /dev/null > /dev/null 2>&1 & }
            stay {{pid}}
            (stay {{other}})
            while [ ! -e {{pid}} ] || [ ! -e {{other}} ]; do sleep 0.01; done
            say result ', "outputs": {"said": "done"}'
            """);

        await DoAsync("{}");

        Assert.Equal((false, false), (LivingProcess.IsOne(pid), LivingProcess.IsOne(other)));
    }

    [Fact]
    public async Task What_a_killed_server_left_of_them_is_ended_before_their_steps_are_done_again()
    {
        Write("exit 1");
        var home = new EngineHome(Home.Path);
        await using var left = Spawner.Spawn(new(new("sleep", "600"))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [LeftPlugins.MarkOf(home).Name] = LeftPlugins.MarkOf(home).Value,
            },
        });
        await using var another = Spawner.Spawn(new(new("sleep", "600"))
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [LeftPlugins.MarkOf(home).Name] = $"{home.Path}/another",
            },
        });

        await new LeftPlugins(home, NullLogger<LeftPlugins>.Instance).StartAsync(Ct);

        Assert.Equal(137, await left.Exited.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.False(another.Exited.IsCompleted);
    }
}
