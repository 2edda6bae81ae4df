using Nexus.Contracts;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaced.Tests;

/// <summary>What was detected is installed, once, and its failure is explained.</summary>
public sealed class DependenciesTests : SandboxTests
{
    private const string Yaml = "services: {web: {command: sleep 1000, working_directory: web}}\n";

    [Fact]
    public async Task It_is_done_again_only_when_a_file_it_follows_from_has_changed()
    {
        await PrepareAsync("echo run >>/home/dev/runs; mkdir -p node_modules");

        var reply = await Workspace.ConfigureAsync(Yaml);
        await InstallAsync();
        await InstallAsync();
        Assert.Equal(["cd web && npm ci"], reply.Dependencies);
        Assert.Equal("run\n", await RunsAsync());

        await WriteAsync("web/package-lock.json", "{ }");
        await InstallAsync();
        Directory.Delete(InRepository("web/node_modules"));
        await InstallAsync();
        Assert.Equal("run\nrun\nrun\n", await RunsAsync());
    }

    [Fact]
    public async Task A_lock_file_that_it_writes_itself_is_no_change()
    {
        await PrepareAsync("echo run >>/home/dev/runs; mkdir -p node_modules; echo {} >package-lock.json");
        File.Delete(InRepository("web/package-lock.json"));
        await Workspace.ConfigureAsync(Yaml);

        await InstallAsync();
        await InstallAsync();

        Assert.Equal("run\n", await RunsAsync());
    }

    [Fact]
    public async Task A_failure_tells_the_last_output_and_the_command_to_repeat()
    {
        await PrepareAsync("echo 'no such package'; exit 7");
        await Workspace.ConfigureAsync(Yaml);

        var error = (await Assert.ThrowsAsync<NexusException>(InstallAsync)).Error;

        Assert.Equal("dependencies.failed", error.Code);
        Assert.Equal("'cd web && npm ci' ended with 7. Its last output: no such package", error.Message);
        Assert.Contains("nexus workspace exec ws-test 'cd web && npm ci'", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_is_missing_is_named_with_the_image_that_has_it()
    {
        await WriteAsync("Cargo.toml", "");
        await Workspace.SetupAsync(new("h", null, [], new Dictionary<string, string> { ["PATH"] = "/nowhere" }));
        await Workspace.ConfigureAsync("services: {}\n");

        var error = (await Assert.ThrowsAsync<NexusException>(InstallAsync)).Error;

        Assert.Equal("dependencies.tool_missing", error.Code);
        Assert.Contains("nexus image build --name my/image:1 --with cargo", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_python_that_can_make_no_environment_is_told_of_before_it_is_asked_to()
    {
        await PreparePythonAsync();
        await Workspace.ConfigureAsync("services: {}\n");

        var error = (await Assert.ThrowsAsync<NexusException>(InstallAsync)).Error;

        Assert.Equal("dependencies.tool_missing", error.Code);
        Assert.EndsWith(
            "needs python3 with ensurepip, which the environment does not have.", error.Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "nexus image build --name my/image:1 --with python3-venv", error.Hint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(InRepository(".venv")));
    }

    [Fact]
    public async Task A_virtual_environment_that_is_there_needs_nothing_to_make_it()
    {
        await PreparePythonAsync();
        await Workspace.ExecAsync("""
            mkdir -p .venv/bin && ln -s /usr/bin/python3 .venv/bin/python
            printf '#!/bin/sh\necho run >>~/runs\n' >.venv/bin/pip && chmod +x .venv/bin/pip
            """);
        await Workspace.ConfigureAsync("services: {}\n");

        await InstallAsync();

        Assert.Equal("run\n", await RunsAsync());
    }

    [Fact]
    public async Task Where_there_is_no_configuration_the_hint_shows_the_first_one()
    {
        await WriteAsync("package.json", """{"scripts":{"dev":"vite"},"dependencies":{"a":"1"}}""");
        await Workspace.SetupAsync(new("h", null, [], new Dictionary<string, string> { ["PATH"] = "/nowhere" }));
        await Workspace.ConfigureAsync(yaml: null);

        var error = (await Assert.ThrowsAsync<NexusException>(InstallAsync)).Error;

        Assert.Contains(
            "write .nexus/config.yaml in the workspace: {services: {web: {command: npm run dev, port: 5173, "
                + "environment: {PORT: \"5173\"}}}, docker: {image: my/image:1}}",
            error.Hint, StringComparison.Ordinal);
        Assert.Contains("'nexus workspace rebuild ws-test'", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_takes_their_place()
    {
        await WriteAsync("Cargo.toml", "");

        var reply = await Workspace.ConfigureAsync("lifecycle: {pre_start: 'true'}\n");

        Assert.Equal((true, false), (reply.HasPreStart, reply.HasPostStart));
        Assert.Empty(reply.Dependencies!);
    }

    [Fact]
    public async Task A_service_finds_the_programs_of_the_virtual_environment_first()
    {
        await WriteAsync(".venv/bin/greet", "#!/bin/sh\necho hello >/home/dev/runs; exec sleep 1000\n");
        File.SetUnixFileMode(
            InRepository(".venv/bin/greet"), UnixFileMode.UserRead | UnixFileMode.UserExecute
                | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await Workspace.ExecAsync("touch runs");

        await Workspace.StartAsync("services: {web: {command: exec greet}}\n");

        await Workspace.EventuallyAsync("cat ~/runs", "hello\n");
    }

    /// <summary>An npm of our own, for a package in <c>web</c>.</summary>
    private async Task PrepareAsync(string npm)
    {
        await Workspace.SetupAsync(new("h", null, [], new Dictionary<string, string>
        {
            ["PATH"] = "/home/dev/bin:/usr/bin:/bin",
        }));
        await Workspace.ExecAsync("mkdir -p ~/bin ~/workspace/web");
        var program = Path.Combine(Workspace.Home, "bin", "npm");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n{npm}\n", Ct);
        File.SetUnixFileMode(
            program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute);
        await WriteAsync("web/package.json", """{"dependencies":{"a":"1"}}""");
        await WriteAsync("web/package-lock.json", "{}");
    }

    /// <summary>A Python as Debian's is without the package for virtual environments.</summary>
    private async Task PreparePythonAsync()
    {
        await Workspace.SetupAsync(new("h", null, [], new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["PYTHONPATH"] = "/home/dev/without",
        }));
        await Workspace.ExecAsync(
            "mkdir -p ~/without ~/workspace; echo 'raise ModuleNotFoundError()' >~/without/ensurepip.py");
        await WriteAsync("requirements.txt", "");
    }

    private async Task InstallAsync()
    {
        await using var channel = await Workspace.OpenAsync(Verbs.Dependencies);
        using var frames = new FrameChannel(channel);
        await frames.FinishAsync();
    }

    private async Task<string> RunsAsync() => (await Workspace.ExecAsync("cat ~/runs")).Output;

    private string InRepository(string path) => Path.Combine(Workspace.Home, "workspace", path);

    private async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InRepository(path))!);
        await File.WriteAllTextAsync(InRepository(path), text, Ct);
    }
}
