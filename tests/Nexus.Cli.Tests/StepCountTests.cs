using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>How much of its plan a run has done.</summary>
public sealed class StepCountTests
{
    private const string Run = "0198c0de-0000-7000-8000-000000000001";
    private const string Archived = "  what it recorded of the other steps is in the archive of the server";

    [Theory]
    [InlineData("completed, 2 of 2 steps, ", false, "first", "each")]
    [InlineData("completed, 2 of 2 steps with 3 items, ", false, "first", "each", "each[0]", "each[1]", "each[2]")]
    [InlineData("completed, 1 of 2 steps, ", true, "each")]
    public async Task Items_are_none_of_its_steps_and_what_is_archived_is_told(
        string shown, bool isArchived, params string[] steps)
    {
        using var desk = new Desk();
        var items = string.Join(',', steps.Select(name => $$"""
            {"step_id":"{{Run}}","run_id":"{{Run}}","name":"{{name}}","status":"completed","phase":"ended","attempt":1,
             "started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:01Z"}
            """));
        desk.Server.Answer(
            $"GET /api/v1/runs/{Run}/steps", HttpStatusCode.OK, $$"""{"items":[{{items}}],"next_cursor":null}""");

        var (code, stdout, stderr) = await desk.RunAsync("run", "show", Run);

        Assert.True(code == 0, stderr);
        Assert.Contains($"  {shown}", stdout, StringComparison.Ordinal);
        Assert.Equal(isArchived, stdout.Contains($"{Archived}\n", StringComparison.Ordinal));
    }
}
