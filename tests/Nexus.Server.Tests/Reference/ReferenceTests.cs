using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Reference;

/// <summary>What is written of the API is what the server has. NEXUS_ACCEPT=1 writes it anew.</summary>
public sealed class ReferenceTests
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_OpenAPI_document_is_that_of_the_routes() =>
        ReferenceFile.Matches("openapi.json", (await ApiDocument.MakeAsync()).ToJsonString(Readable) + "\n");

    [Fact]
    public async Task The_page_lists_every_route() =>
        ReferenceFile.Matches("api.md", "routes", RouteTable.Markdown(await ApiDocument.MakeAsync()));

    [Fact]
    public async Task The_server_gives_the_document_to_whoever_has_a_token()
    {
        await using var host = await ServerHost.StartAsync();
        using var someone = host.Client((await host.AddAsync("someone")).ApiToken);

        var served = await someone.GetFromJsonAsync<JsonObject>(
            "/api/v1/openapi.json", TestContext.Current.CancellationToken);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ReferenceFile.Read("openapi.json")), served));
    }

    [Fact]
    public async Task Every_route_tells_codes_that_exist()
    {
        await using var host = await ServerHost.StartAsync();

        Assert.Empty(Route.All(host).SelectMany(route => route.Codes).Except(ErrorCatalogue.All.Keys));
    }
}
