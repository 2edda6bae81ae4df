using System.Net;
using System.Text;

namespace Nexus.Server.Tests;

/// <summary>Bodies are UTF-8; what is not is refused before anything is made of it.</summary>
public sealed class EncodingTests
{
    [Fact]
    public async Task Text_of_a_body_that_is_not_UTF8_is_refused_with_its_place()
    {
        var error = await PostAsync(
            [.. """{"workspace_name": "a"""u8, 0xc3, 0x28, .. "\"}"u8], "application/json",
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("request.invalid", error.Code);
        Assert.Contains("'$.workspace_name' that is not UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_whose_name_is_not_UTF8_is_refused()
    {
        var error = await PostAsync(
            [.. """{"workspace_name": "a", "im"""u8, 0xff, .. "\": 1}"u8], "application/json",
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal("request.unknown_field", error.Code);
    }

    [Fact]
    public async Task A_charset_that_nobody_knows_is_a_wrong_type()
    {
        var error = await PostAsync(
            Encoding.UTF8.GetBytes("""{"workspace_name": "a"}"""), "application/json; charset=klingon",
            HttpStatusCode.UnsupportedMediaType);

        Assert.Equal("request.wrong_type", error.Code);
    }

    private static async Task<Contracts.NexusError> PostAsync(byte[] body, string type, HttpStatusCode status)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        var answer = await client.PostAsync(
            "/api/v1/workspaces/create", content, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        return (await answer.ErrorAsync()).Error;
    }
}
