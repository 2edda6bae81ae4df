using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Secrets;

/// <summary>What a blueprint names is looked for before it is in force, for whoever will own its runs.</summary>
public sealed class NamedSecretTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("user/me/one", "There is no secret user/")]
    [InlineData("sys/providers/one", "sys/local/providers/one is not yours to use.")]
    [InlineData("user/else/one", "user/else/one is not yours to use.")]
    [InlineData("no such path", "'no such path' is no path of a secret.")]
    [InlineData("sys/other/providers/one", "'sys/other/providers/one' is a path of another home")]
    public async Task One_that_its_runs_could_not_have_is_told_with_its_place(string path, string message)
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        await PutAsync(admin, "sys/providers/one");
        using var anns = host.Client((await host.AddAsync("ann")).ApiToken);

        var draft = await anns.ValidatedAsync(await anns.SavedAsync("it", Naming(path)));

        var issue = Assert.Single(draft.Validation!.Issues);
        Assert.Equal(("template.unknown_secret", 5), (issue.Code, issue.Line));
        Assert.StartsWith(message, issue.Message, StringComparison.Ordinal);
        Assert.NotEmpty(issue.Hint);
    }

    [Fact]
    public async Task One_that_is_gone_meanwhile_keeps_its_blueprint_from_being_promoted()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        await PutAsync(client, "user/me/one");
        var draft = await client.ValidatedAsync(await client.SavedAsync("it", Naming("user/me/one")));
        Assert.Empty(draft.Validation!.Issues);
        await client.DeleteAsync("/api/v1/secrets/user/me/one", Ct);

        await (await client.DoAsync(draft, "promote"))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "blueprint.invalid");
    }

    private static string Naming(string path) => $$$"""
        id: bp.naming
        trigger: { event_type: alarm.raised }
        plan:
          - { kind: action_task, id: call, action: http.call, with: {
              url: "http://x", body: "{{ secrets['{{{path}}}'] }}" } }
        """;

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path) => client.PutAsJsonAsync(
        $"/api/v1/secrets/{path}", new("one to be named"), ContractsJson.Default.SecretPutRequest, Ct);
}
