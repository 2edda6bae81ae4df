using System.Net;
using System.Net.Sockets;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>The real program, when it cannot start: one line says why, with an exit code for scripts.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var (exitCode, output, error) = await StartAsync("{}", port);

        Assert.Equal((5, ""), (exitCode, output));
        Assert.StartsWith("error: The address is not free", error, StringComparison.Ordinal);
        Assert.Equal(2, error.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("""{"providers": {"default": "podman"}}""", "providers.default is 'podman'")]
    [InlineData("""{"ports": {"ssh": {"first": "abc"}}}""", "ports.ssh.first has a value of the wrong type")]
    [InlineData("""{"ports": {"quarantine": "x"}, "providers": {}}""", "ports.quarantine has a value")]
    [InlineData("""{"auth": "x"}""", "auth is not a JSON object")]
    [InlineData("""{"engine": [1]}""", "engine is not a JSON object")]
    [InlineData("""{"auth": {"token": "short"}}""", "left out, the server makes one")]
    [InlineData("""{"auth": {"token": "short"}, "providers": {"default": "podman"}}""", "podman")]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{", "cannot be used")]
    public async Task A_setting_that_cannot_be_used_is_named(string config, string told)
    {
        var (exitCode, output, error) = await StartAsync(config, port: 0);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Equal(2, error.Trim().Split('\n').Length);
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(string config, int port)
    {
        using var home = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(home.Path, "state"));
        await File.WriteAllTextAsync(
            Path.Combine(home.Path, "state", "config.json"), config, TestContext.Current.CancellationToken);
        var program = Path.Combine(AppContext.BaseDirectory, "nexusd");
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new Argv(program, "--home", home.Path, "--port", $"{port}")), TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output, result.Error);
    }
}
