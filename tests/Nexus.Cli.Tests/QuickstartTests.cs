using System.Runtime.CompilerServices;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>The script itself, with a program in place of nexus that notes what it is asked.</summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly Desk _desk = new();

    public QuickstartTests()
    {
        Program("dist/nexus", """
            echo "$*" >>asked
            case "$*" in
              *"node list"*)
                if [ "$(grep -c "node list" asked)" -lt 3 ]; then status=unreachable; else status=joined; fi
                echo "{\"items\":[{\"node_id\":\"node-1\",\"name\":\"quickstart\",\"status\":\"$status\"}]}" ;;
              *"workspace list"*) echo '{"items":[{"workspace_name":"demo"}]}' ;;
            esac
            """);
        Program("build", "");
        Program("eng/need", "");
        _desk.Write("a b/examples/hello/readme", "hello");
        File.Copy(Script(), In("quickstart"));
        Directory.CreateDirectory(In(".quickstart/home"));
    }

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Taking_down_waits_until_the_node_can_destroy_what_runs()
    {
        var result = await RunAsync("--down");

        Assert.True(result.IsSuccess, result.Error);
        var asked = (await File.ReadAllLinesAsync(In("asked"), TestContext.Current.CancellationToken)).ToList();
        var joined = asked.FindLastIndex(line => line.StartsWith("node list", StringComparison.Ordinal));
        Assert.Equal(3, asked.Count(line => line.StartsWith("node list", StringComparison.Ordinal)));
        Assert.Equal("workspace rm demo --force --yes", asked[joined + 1]);
        Assert.False(Directory.Exists(In(".quickstart")));
    }

    [Fact]
    public async Task What_it_says_to_type_is_quoted()
    {
        var result = await RunAsync("--provider", "process");

        Assert.True(result.IsSuccess, result.Error);
        Assert.Contains(". " + In(".quickstart/env").Replace(" ", "\\ ", StringComparison.Ordinal), result.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_does_not_know_is_a_usage_error()
    {
        var result = await RunAsync("--provider", "lxc");

        Assert.Equal(2, result.ExitCode);
    }

    private static string Script([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../quickstart"));

    private string In(string path) => Path.Combine(_desk.Root, "a b", path);

    private void Program(string path, string script)
    {
        var file = _desk.Write(Path.Combine("a b", path), $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private Task<ProcessResult> RunAsync(params string[] arguments) =>
        new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("bash", [In("quickstart"), .. arguments])), TestContext.Current.CancellationToken);
}
