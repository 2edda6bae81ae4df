using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>The settings of a server, as people and scripts see them.</summary>
public sealed class ConfigTests
{
    [Theory]
    [InlineData("config_show", "config", "show")]
    [InlineData("config_show_all", "config", "show", "--all")]
    [InlineData("config_show_json", "config", "show", "--json")]
    [InlineData("config_show_without_program", "config", "show", "--home", "/desk/home")]
    public async Task Settings_are_shown(string scene, params string[] args)
    {
        using var desk = new Desk();

        Snapshot.Matches(await desk.SeeAsync(args), test: scene);
    }
}
