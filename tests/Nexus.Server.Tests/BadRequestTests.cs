using System.Net;
using System.Text;
using Nexus.Contracts;

namespace Nexus.Server.Tests;

/// <summary>Whatever a request looks like, its answer is an error document that says what is wrong.</summary>
public sealed class BadRequestTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{", "The body is not the JSON object")]
    [InlineData("", "there is none")]
    [InlineData("[]", "The body is not the JSON object")]
    [InlineData("{}", "The body lacks 'workspace_name'.")]
    [InlineData("""{"workspace_name": null}""", "'$.workspace_name'")]
    [InlineData("""{"workspace_name": "a", "start": "x"}""", "'$.start'")]
    [InlineData("""{"workspace_name": "a", "providers": {"docker": {"cpus": "2"}}}""", "'$.providers.docker.cpus'")]
    public async Task A_body_that_is_no_request_is_refused_with_what_is_wrong(string body, string told)
    {
        var error = await CreateAsync(body);

        Assert.Equal("request.invalid", error.Code);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"workspace_name": "a", "imgae": "debian:12"}""", "imgae")]
    [InlineData("""{"workspace_name": "a", "a b": 1}""", "a b")]
    [InlineData("""{"Workspace_Name": "a"}""", "Workspace_Name")]
    [InlineData("""{"workspace_name": "a", "repo": {"URL": "https://host/x"}}""", "repo.URL")]
    [InlineData("""{"workspace_name": "a", "repo": {"url": "https://host/x", "branhc": "main"}}""", "repo.branhc")]
    [InlineData("""{"workspace_name": "a", "providers": {"docker": {"ram": 1}}}""", "providers.docker.ram")]
    public async Task A_field_that_a_body_does_not_have_is_named(string body, string field)
    {
        var error = await CreateAsync(body);

        Assert.Equal(("request.unknown_field", field), (error.Code, error.Details?["field"]));
        Assert.Contains($"'{field}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"workspace_name": "a", "workspace_name": "b"}""", "workspace_name")]
    [InlineData("""{"workspace_name": "a", "repo": {"url": "https://h/x", "url": "https://h/y"}}""", "repo.url")]
    [InlineData("""{"workspace_name": "a", "node_labels": {"zone": "a", "zone": "b"}}""", "node_labels.zone")]
    public async Task A_field_that_stands_there_twice_is_named(string body, string field)
    {
        var error = await CreateAsync(body);

        Assert.Equal(("request.invalid", field), (error.Code, error.Details?["field"]));
        Assert.Contains("more than once", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"process": null}""", "workspace.bad_size")]
    [InlineData("""{"process": {"cpus": -1}}""", "workspace.bad_size")]
    [InlineData("""{"process": {"cpus": 1e300}}""", "workspace.bad_size")]
    [InlineData("""{"process": {"memory_bytes": 0}}""", "workspace.bad_size")]
    [InlineData("""{"vagrant": {}}""", "workspace.unknown_provider")]
    public async Task An_environment_nobody_can_make_is_refused(string providers, string code)
    {
        var error = await CreateAsync($$"""{"workspace_name": "a", "providers": {{providers}}}""");

        Assert.Equal(code, error.Code);
    }

    [Fact]
    public async Task A_path_that_looks_like_a_file_is_a_route_that_is_not_there()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var response = await client.GetAsync("/api/v1/no.such", Ct);

        Assert.Contains("route.not_found", await response.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", "'text/plain; charset=utf-8'")]
    [InlineData(null, "without a type")]
    public async Task A_body_of_another_type_is_refused_with_the_type_it_takes(string? type, string told)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        using var content = new StringContent("{}", Encoding.UTF8);
        content.Headers.ContentType = type is null ? null : new(type, "utf-8");

        var response = await client.PostAsync("/api/v1/workspaces/create", content, Ct);

        var error = (await response.ErrorAsync()).Error;
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "request.wrong_type"), (response.StatusCode, error.Code));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("application/json", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_take_is_refused_with_those_it_takes()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var response = await client.DeleteAsync("/api/v1/workspaces", Ct);

        var error = (await response.ErrorAsync()).Error;
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "route.wrong_method"), (response.StatusCode, error.Code));
        Assert.Equal(("Use GET.", "GET"), (error.Hint, Assert.Single(response.Content.Headers.Allow)));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    public async Task The_health_of_the_server_is_only_asked_for(string method)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client(token: null);

        var response = await client.SendAsync(new(new(method), "/health"), Ct);

        var error = (await response.ErrorAsync()).Error;
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "route.wrong_method"), (response.StatusCode, error.Code));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("DELETE", "/api/v1/workspaces")]
    public async Task Who_has_no_token_does_not_learn_which_routes_there_are(string method, string path)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client(token: null);

        var response = await client.SendAsync(new(new(method), path), Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<NexusError> CreateAsync(string body)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await ErrorAsync(await client.PostAsync("/api/v1/workspaces/create", content, Ct));
    }

    private static async Task<NexusError> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        return (await response.ErrorAsync()).Error;
    }
}
