using System.Net;
using System.Net.Sockets;
using Nexus.Platform;
using Nexus.Platform.Ledger.Sqlite;
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

    [Fact]
    public async Task A_database_of_a_newer_version_is_left_alone()
    {
        using var home = new TemporaryDirectory();
        var data = Directory.CreateDirectory(Path.Combine(home.Path, "state", "data"));
        var file = Path.Combine(data.FullName, "events.db");
        await using (SqliteLedger.Open(new() { Path = file }, new Redactor()))
            Assert.True(File.Exists(file));
        MarkNewer(file);
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        var (exitCode, output, error) = await StartAsync(home, "{}", port: 0);

        Assert.Equal((3, ""), (exitCode, output));
        Assert.Equal(
            $"error: {file} was written by a newer version of Nexus (schema 999). [ledger.too_new]\n"
                + "  hint: Install that version again.",
            error.Trim());
        Assert.Equal(before, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    /// <summary>The number of its schema, where the file format of SQLite has it.</summary>
    private static void MarkNewer(string database)
    {
        const int userVersion = 60;
        using var file = File.OpenWrite(database);
        file.Position = userVersion;
        file.Write([0, 0, 3, 231]);
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(string config, int port)
    {
        using var home = new TemporaryDirectory();
        return await StartAsync(home, config, port);
    }

    private static async Task<(int ExitCode, string Output, string Error)> StartAsync(
        TemporaryDirectory home, string config, int port)
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "state"));
        await File.WriteAllTextAsync(
            Path.Combine(home.Path, "state", "config.json"), config, TestContext.Current.CancellationToken);
        var program = Path.Combine(AppContext.BaseDirectory, "nexusd");
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new Argv(program, "--home", home.Path, "--port", $"{port}")), TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output, result.Error);
    }
}
