using System.Globalization;
using System.Text.RegularExpressions;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Cli.Tests;

/// <summary>Units are read by systemd itself.</summary>
public sealed partial class UnitTests
{
    private const UnixFileMode Runnable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>systemd counts from 0, which is best, to 10; a service without any bounds has 9.6.</summary>
    private const double MostExposed = 2.5;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("unit_server", "coordination", "unit", "--home", "/srv/nexus", "--user", "nexus", "--profile", "server",
        "--env-file", "/etc/nexus/server.env")]
    [InlineData("unit_server_of_a_home", "coordination", "unit", "--user", "nexus", "--home", "/home/nexus/my nexus")]
    [InlineData("unit_node", "agent", "unit", "--user", "nexus", "--server", "https://staging.example.com:3001",
        "--name", "50%", "--token-file", "/etc/nexus/join token")]
    [InlineData("unit_of_nobody", "coordination", "unit", "--user", "nexus\nExecStart=/bin/sh")]
    [InlineData("unit_of_two_lines", "coordination", "unit", "--user", "nexus", "--home", "/srv\nUser=root")]
    public async Task Units_are_printed(string scene, params string[] args)
    {
        using var desk = new Desk();

        Snapshot.Matches(await desk.SeeAsync(args), test: scene);
    }

    [Theory]
    [InlineData("nexusd", "coordination", "unit", "--home", "/srv/my 50% $HOME \"nexus\"")]
    [InlineData("nexus-node", "agent", "unit", "--name", "a \\ b")]
    public async Task A_unit_is_one_that_systemd_understands(string program, params string[] args)
    {
        Assert.SkipWhen(ProgramPath.Find("systemd-analyze", path: null) is null, "no systemd-analyze");
        using var desk = new Desk();
        File.SetUnixFileMode(desk.Write($"bin/{program}", "#!/bin/sh\n"), Runnable);
        var (code, unit, _) = await desk.RunAsync([.. args, "--user", "root"]);

        var file = desk.Write($"{program}.service", unit);
        var verified = await AnalyzeAsync("verify", "--man=no", file);

        Assert.Equal(0, code);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Output + verified.Error));
    }

    [Fact]
    public async Task A_server_is_exposed_to_little()
    {
        Assert.SkipWhen(ProgramPath.Find("systemd-analyze", path: null) is null, "no systemd-analyze");
        using var desk = new Desk();
        var (_, unit, _) = await desk.RunAsync("coordination", "unit", "--home", "/srv/nexus", "--user", "nexus");

        var judged = await AnalyzeAsync(
            "security", "--no-pager", "--offline=true", desk.Write("nexusd.service", unit));

        var level = double.Parse(Level().Match(judged.Output).Groups["level"].Value, CultureInfo.InvariantCulture);
        Assert.True(level <= MostExposed, judged.Output);
    }

    private static Task<ProcessResult> AnalyzeAsync(params string[] arguments) =>
        new ProcessRunner(TimeProvider.System).RunAsync(new(new Argv("systemd-analyze", arguments)), Ct);

    [GeneratedRegex(
        @"Overall exposure level for .*: (?<level>\d+\.\d+)", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Level();
}
