using System.Text;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>The ways in, and who chooses between them.</summary>
public sealed class ConnectTests
{
    private const string Cursor = "cursor://";
    private const string VsCode = "vscode://";

    [Theory]
    [InlineData(null, null, Cursor, VsCode)]
    [InlineData("cursor", null, Cursor)]
    [InlineData(null, "cursor", Cursor)]
    [InlineData("cursor", "code", VsCode)]
    [InlineData(null, "vscode", VsCode)]
    [InlineData("cursor", "vim", Cursor, VsCode)]
    public async Task The_link_is_of_the_editor_one_likes(string? choice, string? variable, params string[] links)
    {
        using var desk = new Desk();
        if (choice is not null)
            desk.Write("home/.nexus/config.yaml", $"editor: {{preferred: {choice}}}\n");
        if (variable is not null)
            desk.Set("NEXUS_EDITOR", variable);

        var (code, stdout, _) = await desk.RunAsync("workspace", "connect", "api");

        Assert.Equal(0, code);
        string[] all = [Cursor, VsCode];
        Assert.Equal(links, all.Where(link => stdout.Contains(link, StringComparison.Ordinal)));
    }

    /// <summary>ssh looks in the home of the account, and HOME may be another one.</summary>
    [Fact]
    public async Task The_key_that_is_registered_is_named_with_its_path()
    {
        using var desk = new Desk();
        var key = $"{desk.Home}/.ssh/id_ed25519";

        var (_, shown, _) = await desk.RunAsync("workspace", "connect", "api");
        var (_, status, _) = await desk.RunAsync("workspace", "status", "api");

        Assert.Contains($"ssh -p 2222 -i {key} -o HostKeyAlias=", shown, StringComparison.Ordinal);
        Assert.Contains($"\n  IdentityFile {key}\n", shown, StringComparison.Ordinal);
        Assert.Contains($"ssh -p 2222 -i {key} ", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_chosen_is_the_only_one_tried()
    {
        using var desk = new Desk();
        desk.Set("NEXUS_SSH_KEY_PATH", $"{desk.Root}/key.pub");

        var (_, shown, _) = await desk.RunAsync("workspace", "connect", "api");

        Assert.Contains(
            $"ssh -p 2222 -i {desk.Root}/key -o IdentitiesOnly=yes ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_of_ssh_logs_in_and_returns_its_code()
    {
        var seen = await ConnectAsync("connect: ssh", Ssh);

        Assert.Equal((7, "in by -p 2222 dev@staging.example.com\n"), (seen.ExitCode, seen.Output));
    }

    [Theory]
    [InlineData("--print")]
    [InlineData("--json")]
    public async Task What_is_only_to_be_shown_does_not_log_in(string option)
    {
        var seen = await ConnectAsync("connect: ssh", Ssh, option);

        Assert.Equal(0, seen.ExitCode);
        Assert.Contains("ssh -p 2222 ", seen.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ssh_it_says_what_to_install()
    {
        var seen = await ConnectAsync("connect: print", script: null, "--ssh");

        Assert.Equal((ExitCode.Ours, ""), (seen.ExitCode, seen.Output));
        Assert.Contains("There is no program ssh. [program.missing]", seen.Error, StringComparison.Ordinal);
        Assert.Contains("sudo apt-get install openssh-client", seen.Error, StringComparison.Ordinal);
    }

    /// <summary>First and last words of what it is called with.</summary>
    private static string Ssh =>
        """
        #!/bin/sh
        for last; do :; done
        echo "in by $1 $2 $last"
        exit 7
        """;

    /// <summary>The program as a shell starts it, with nothing to call but this ssh.</summary>
    private static async Task<ProcessResult> ConnectAsync(string choices, string? script, params string[] options)
    {
        await using var server = new LocalServer(async context =>
        {
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(CannedServer.Ready));
            context.Response.Close();
        });
        using var desk = new Desk();
        desk.Write("user/config.yaml", $"{choices}\n");
        if (script is not null)
            File.SetUnixFileMode(desk.Write("bin/ssh", script), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var line = $"""
            export NEXUS_SERVER={server.Address} NEXUS_TOKEN=t NEXUS_CONFIG_DIR={desk.Root}/user HOME={desk.Home}
            dotnet=$(command -v dotnet)
            PATH={desk.Root}/bin exec "$dotnet" "$0" workspace connect api {string.Join(' ', options)}
            """;
        return await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("/bin/sh", ["-c", line, Path.Combine(AppContext.BaseDirectory, "nexus.dll")])),
            TestContext.Current.CancellationToken);
    }
}
