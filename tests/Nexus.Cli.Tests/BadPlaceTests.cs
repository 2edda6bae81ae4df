using Nexus.Client;
using Nexus.Contracts;

namespace Nexus.Cli.Tests;

/// <summary>Places that cannot be used are told about, and nothing is left half made.</summary>
public sealed class BadPlaceTests
{
    [Fact]
    public async Task Nothing_is_made_when_it_could_not_be_remembered()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();
        desk.Set("NEXUS_CONFIG_DIR", desk.Write("file", ""));

        var (code, _, stderr) = await desk.RunAsync("workspace", "create", "api", "--source", ".");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("[file.unusable]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task A_status_does_without_its_own_files()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_CONFIG_DIR", desk.Write("file", ""));

        var (code, stdout, stderr) = await desk.RunAsync("workspace", "status", "api");

        Assert.Equal(0, code);
        Assert.StartsWith("warning: The host key is not kept", stderr, StringComparison.Ordinal);
        Assert.DoesNotContain("StrictHostKeyChecking", stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_is_gone_is_said()
    {
        using var desk = new Desk { Here = null };
        await desk.RememberAsync("ws-1", "api", desk.Project);

        var (code, _, stderr) = await desk.RunAsync("workspace", "status");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("The current directory is gone. [file.unusable]", stderr, StringComparison.Ordinal);
        Assert.Equal(0, (await desk.RunAsync("workspace", "status", "api")).Code);
    }

    [Theory]
    [InlineData("coordination", "start", "--detach", "--home", "/proc/x")]
    [InlineData("agent", "start", "--detach", "--state", "/proc/x")]
    public async Task A_home_that_cannot_be_made_is_said(params string[] args)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync(args);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("[file.unusable]", stderr, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one\ntwo")]
    [InlineData("schlüssel")]
    public void A_token_is_one_plain_word(string token)
    {
        var refused = Assert.Throws<NexusException>(() => Connection.Open(new("http://127.0.0.1:1"), token));

        Assert.Equal("server.bad_token", refused.Error.Code);
    }
}
