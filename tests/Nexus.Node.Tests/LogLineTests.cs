using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Nexus.Node.Tests;

public sealed class LogLineTests
{
    [Fact]
    public async Task A_line_says_on_whose_errand_it_was_written()
    {
        await using var output = new StringWriter();
        var log = new JsonLines(output, TimeProvider.System, LogLevel.Information);

        log.Say(LogLevel.Information, "before");
        using (log.BeginScope(new Errand("one")))
        {
            await Task.Yield();
            log.Say(LogLevel.Information, "within");
        }

        log.Say(LogLevel.Information, "after");

        Assert.Equal(
            [("before", null), ("within", "one"), ("after", (string?)null)],
            output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            {
                using var json = JsonDocument.Parse(line);
                return (
                    json.RootElement.GetProperty("message").GetString()!,
                    json.RootElement.TryGetProperty("correlation_id", out var id) ? id.GetString() : null);
            }));
    }
}
