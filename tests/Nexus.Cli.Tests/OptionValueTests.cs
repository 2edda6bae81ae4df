namespace Nexus.Cli.Tests;

/// <summary>A value that an option cannot take is told of in words, and not in those of the parser.</summary>
public sealed class OptionValueTests
{
    [Theory]
    [InlineData("run list --limit abc", "'--limit' takes a whole number, not 'abc'.")]
    [InlineData("run list -n 99999999999", "'--limit' takes a whole number, not '99999999999'.")]
    [InlineData("event follow --after now", "'--after' takes a whole number, not 'now'.")]
    [InlineData("workspace logs api --tail x", "'--tail' takes a whole number, not 'x'.")]
    [InlineData("event list --name", "'--name' needs a value: --name NAME.")]
    [InlineData("workspace logs api --since", "'--since' needs a value: --since TIME.")]
    [InlineData("run list --limit 0", "'0' is too few: 1 is the least.")]
    [InlineData("run list --limit -1", "'-1' is too few: 1 is the least.")]
    [InlineData("workspace logs api --tail -1", "'-1' is too few: 0 is the least.")]
    [InlineData("event follow --after -1", "'-1' is too few: 0 is the least.")]
    [InlineData("image build --with git,No", "'No' is not the name of a Debian package like python3-venv.")]
    [InlineData("image build --with=-x", "'-x' is not the name of a Debian package like python3-venv.")]
    [InlineData("image build --name A:b", "'A:b' is not an image name like nexus/debian:12.")]
    public async Task It_is_said_what_it_takes(string line, string why)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"error: {why} [usage]\n", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("-5m")]
    public async Task A_time_that_is_none_is_refused_before_anyone_is_asked(string since)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync("workspace", "logs", $"--since={since}");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"'{since}' is neither a duration nor a time.", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }
}
