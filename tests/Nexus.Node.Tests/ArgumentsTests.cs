using Nexus.Node.Agent;

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
    public void The_users_data_directory_is_honoured()
    {
        var options = From(("HOME", "/home/ann"), ("XDG_DATA_HOME", "/data"));

        Assert.Equal(("/data/nexus-node", "/data/nexus"), (options.State, options.ServerHome));
    }

    [Theory]
    [InlineData("localhost", "http://localhost:3001/")]
    [InlineData("127.0.0.1:4000", "http://127.0.0.1:4000/")]
    [InlineData("nexus.example.org", "https://nexus.example.org:3001/")]
    [InlineData("https://nexus.example.org", "https://nexus.example.org/")]
    public void A_host_is_a_server_as_on_the_command_line(string written, string url)
    {
        var options = From(("NEXUS_SERVER", written));

        Assert.Equal(url, ServerAddress.Parse(options.Server!, options.ServerPort).Root.ToString());
    }

    [Fact]
    public void The_port_of_a_host_may_be_set()
    {
        var options = From(("NEXUS_SERVER_PORT", "4000"));

        var address = ServerAddress.Parse(options.Server!, options.ServerPort);
        Assert.Equal("http://127.0.0.1:4000/", address.Root.ToString());
        Assert.Throws<UsageException>(() => From(("NEXUS_SERVER_PORT", "x")));
    }

    private static NodeOptions From(params (string Name, string Value)[] variables) => NodeOptions.From(
        Arguments.Parse([], [], []), name => variables.FirstOrDefault(variable => variable.Name == name).Value);
}
