using System.Net;
using System.Net.Http.Headers;

namespace Nexus.Server.Tests.Hooks;

/// <summary>What is neither JSON nor a form, or does not say what it is.</summary>
public sealed class UntypedHookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml; charset=utf-8")]
    public async Task It_is_refused_for_that_and_no_token_is_asked_for(string? type)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        using var stranger = host.Client(token: null);
        await client.AddedAsync(Sender.Github());
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);

        using var answer = await stranger.PostAsync("/api/v1/hooks/gh", content, Ct);

        await answer.RefusedAsync(HttpStatusCode.UnsupportedMediaType, "request.wrong_type");
    }
}
