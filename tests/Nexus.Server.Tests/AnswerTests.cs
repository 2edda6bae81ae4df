using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

public sealed class AnswerTests
{
    [Fact]
    public async Task A_null_that_should_not_be_there_is_answered_and_not_taken()
    {
        await using var host = await ServerHost.StartAsync();
        var json = host.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        var text = JsonSerializer.Serialize(new RunPage(null!, NextCursor: null), json);

        Assert.Equal("""{"items":null,"next_cursor":null}""", text);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RunPage>(text, json));
    }
}
