namespace Nexus.Cli.Tests;

/// <summary><c>nexus event show</c></summary>
public sealed class ShowEventTests
{
    private const string Id = "0198c0de-0000-7000-8000-000000000009";

    [Theory]
    [InlineData("7")]
    [InlineData(Id)]
    public async Task An_event_is_found_by_its_position_and_by_its_id(string which)
    {
        using var desk = new Desk();

        var (code, stdout, _) = await desk.RunAsync("event", "show", which);

        Assert.Equal(0, code);
        Assert.Equal(
            $"""
            7  xyn.workspace.ready
              id       {Id}
              at       2026-01-17T10:00:02Z, by system
              about    workspace ws-1
              belongs  c-1
              data     {"{}"}

            """, stdout);
    }

    [Theory]
    [InlineData("8", 1, "event.not_found")]
    [InlineData("last", 2, "'last' is no position")]
    public async Task What_is_not_there_is_said(string which, int expected, string said)
    {
        using var desk = new Desk();

        var (code, stdout, stderr) = await desk.RunAsync("event", "show", which);

        Assert.Equal((expected, ""), (code, stdout));
        Assert.Contains(said, stderr, StringComparison.Ordinal);
    }
}
