namespace Nexus.Node.Tests;

public sealed class ArgumentsTests
{
    [Fact]
    public void Words_options_and_switches_are_told_apart()
    {
        var arguments = Arguments.Parse(
            ["image", "build", "--name=a", "--with", "b", "--json"], ["--name", "--with"], ["--json"]);

        Assert.Equal(["image", "build"], arguments.Words);
        Assert.Equal(("a", "b"), (arguments.Value("--name"), arguments.Value("--with")));
        Assert.True(arguments.Has("--json"));
    }

    [Theory]
    [InlineData("--unknown")]
    [InlineData("--name")]
    [InlineData("--name", "a", "--name", "b")]
    public void What_cannot_be_understood_is_said(params string[] line) =>
        Assert.Throws<UsageException>(() => Arguments.Parse(line, ["--name"], []));

    [Theory]
    [InlineData("--providers", "docker,vmware")]
    [InlineData("--token-file", "/nowhere/token")]
    public void Options_are_checked(string name, string value) =>
        Assert.Throws<UsageException>(() => NodeOptions.From(Arguments.Parse([name, value], [name], []), _ => null));

    [Fact]
    public void The_environment_gives_what_the_line_does_not()
    {
        var options = NodeOptions.From(Arguments.Parse([], [], []), name => name switch
        {
            "HOME" => "/home/ann",
            "DOCKER_HOST" => "unix:///tmp/d.sock",
            "NEXUS_JOIN_TOKEN" => "secret",
            _ => null,
        });

        Assert.Equal("/home/ann/.local/share/nexus-node", options.State);
        Assert.Equal(("/tmp/d.sock", "secret"), (options.DockerSocket, options.JoinToken));
        Assert.Equal(["docker", "process"], options.Providers);
    }

    [Fact]
    public void An_engine_of_another_machine_is_refused() =>
        Assert.Throws<UsageException>(() => NodeOptions.From(
            Arguments.Parse([], [], []), name => name is "DOCKER_HOST" ? "tcp://10.0.0.1:2375" : null));
}
