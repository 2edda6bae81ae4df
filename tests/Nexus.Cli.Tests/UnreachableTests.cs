namespace Nexus.Cli.Tests;

public sealed class UnreachableTests
{
    /// <summary>A server of one's own can be started, one of others cannot.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:1", "nexus coordination start", "HTTPS_PROXY")]
    [InlineData("https://nexus.invalid", "HTTPS_PROXY", "nexus coordination start")]
    public async Task What_to_do_about_it_depends_on_whose_server_it_is(string server, string said, string notSaid)
    {
        foreach (var command in (string[][])[["workspace", "list"], ["doctor"]])
        {
            using var desk = new Desk { Handler = new SocketsHttpHandler { UseProxy = false } };
            desk.Set("NEXUS_SERVER", server);

            var (_, stdout, stderr) = await desk.RunAsync(command);

            Assert.Contains(said, stdout + stderr, StringComparison.Ordinal);
            Assert.DoesNotContain(notSaid, stdout + stderr, StringComparison.Ordinal);
        }
    }
}
