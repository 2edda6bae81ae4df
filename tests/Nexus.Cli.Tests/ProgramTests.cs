using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>The program as a shell starts it.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task What_the_framework_says_is_a_text_and_no_key()
    {
        var result = await ShellAsync("""exec dotnet "$0" coordination start --detach --home /proc/x""");

        Assert.Equal(ExitCode.Failed, result.ExitCode);
        Assert.Contains("'/proc/x'. [file.unusable]", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_stream_is_an_empty_one()
    {
        var result = await ShellAsync("""exec dotnet "$0" --version <&- 2>&-""");

        Assert.Equal((0, "0.1.0\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_place_for_temporary_files_that_is_none_is_named()
    {
        using var desk = new Desk();
        await desk.RepositoryAsync();

        var result = await ShellAsync(
            $"""
            export TMPDIR=/nowhere NEXUS_SSH_KEY_PATH={desk.Home}/.ssh/id_ed25519 NEXUS_CONFIG_DIR={desk.Root}/user
            exec dotnet "$0" workspace create api --source {desk.Project}
            """);

        Assert.Contains("Nothing can be written in /nowhere", result.Error, StringComparison.Ordinal);
        Assert.Contains("[file.unusable]", result.Error, StringComparison.Ordinal);
    }

    private static Task<ProcessResult> ShellAsync(string line) =>
        new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("/bin/sh", ["-c", line, Path.Combine(AppContext.BaseDirectory, "nexus.dll")])),
            TestContext.Current.CancellationToken);
}
