using System.Net;

namespace Nexus.Cli.Tests;

/// <summary>What is wrong is named with the command that mends it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task An_engine_that_lacks_its_image_is_told_of_with_the_command_that_builds_it()
    {
        using var desk = new Desk();
        desk.Server.Answer("GET /api/v1/nodes", HttpStatusCode.OK, $$"""
            {"items":[{{CannedServer.Node.Replace(
                "\"20.10\",\"reason\":null", "\"20.10\",\"reason\":\"It has no image.\"",
                StringComparison.Ordinal)}}],"next_cursor":null}
            """);

        var (_, stdout, _) = await desk.RunAsync("doctor");

        Assert.Matches(@"warn  node1/docker +It has no image\.\n +-> On that machine: nexus image build;", stdout);
    }
}
