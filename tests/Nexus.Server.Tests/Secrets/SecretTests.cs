using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;

namespace Nexus.Server.Tests.Secrets;

/// <summary>Secrets by the API: set and removed by whose they are, and given back to nobody.</summary>
public sealed class SecretTests
{
    private const string Value = "canary-5f1d \"quoted\" value";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_answer_and_no_file_but_the_sealed_one_has_the_value()
    {
        using var home = new Artifacts.ArtifactHome();
        var answers = new List<string>();
        await using (var host = await home.StartAsync())
        {
            using var client = await host.RegisteredAsync();
            foreach (var request in new Func<Task<HttpResponseMessage>>[]
            {
                () => PutAsync(client, "user/me/one", Value), () => PutAsync(client, "user/me/one", Value),
                () => client.GetAsync("/api/v1/secrets", Ct), () => client.GetAsync("/api/v1/secrets/user/me/one", Ct),
                () => PutAsync(client, "user/me/one", Value + '\0'),
                () => client.GetAsync("/api/v1/events?limit=100", Ct),
                () => client.PostAsync("/api/v1/secrets/rekey", content: null, Ct),
            })
            {
                answers.Add(await (await request()).Content.ReadAsStringAsync(Ct));
            }
        }

        Assert.Contains("\"version\":2", answers[1], StringComparison.Ordinal);
        Assert.Contains("\"version\":2", answers[2], StringComparison.Ordinal);
        Assert.Contains("xyn.secret.updated", answers[5], StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.DoesNotContain("canary-5f1d", answer, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(
                "canary-5f1d", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_user_sees_and_sets_what_is_theirs_alone()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = await host.RegisteredAsync();
        var ann = await host.AddAsync("ann");
        var (anns, bobs) = (host.Client(ann.ApiToken), host.Client((await host.AddAsync("bob")).ApiToken));
        await (await PutAsync(anns, "user/me/one", Value)).ReadAsync(ContractsJson.Default.SecretView);
        await (await PutAsync(admin, "sys/providers/x", Value)).ReadAsync(ContractsJson.Default.SecretView);

        foreach (var path in new[] { $"user/{ann.UserId}/one", "sys/providers/x", "team/t/x" })
        {
            await (await PutAsync(bobs, path, Value)).RefusedAsync(HttpStatusCode.Forbidden, "secret.forbidden");
            await (await bobs.DeleteAsync($"/api/v1/secrets/{path}", Ct))
                .RefusedAsync(HttpStatusCode.Forbidden, "secret.forbidden");
        }

        await (await bobs.DeleteAsync("/api/v1/secrets/user/me/one", Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "secret.not_found");
        Assert.Equal(
            HttpStatusCode.Forbidden, (await bobs.PostAsync("/api/v1/secrets/rekey", content: null, Ct)).StatusCode);
        Assert.Empty(await PathsAsync(bobs));
        Assert.Equal([$"user/{ann.UserId}/one"], await PathsAsync(anns));
        Assert.Equal(["sys/local/providers/x", $"user/{ann.UserId}/one"], await PathsAsync(admin));
        Assert.Equal([$"user/{ann.UserId}/one"], await PathsAsync(admin, "?prefix=user/"));
        Assert.Equal(["sys/local/providers/x"], await PathsAsync(admin, "?limit=1"));
        Assert.Equal([$"user/{ann.UserId}/one"], await PathsAsync(admin, "?cursor=sys/local/providers/x"));
    }

    [Theory]
    [InlineData("nonsense", Value, HttpStatusCode.UnprocessableEntity, "secret.bad_path")]
    [InlineData("user/me/x", "short", HttpStatusCode.UnprocessableEntity, "secret.bad_value")]
    public async Task What_is_no_secret_is_refused(string path, string value, HttpStatusCode status, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        await (await PutAsync(client, path, value)).RefusedAsync(status, code);

        Assert.Empty(await PathsAsync(client));
    }

    [Fact]
    public async Task Removing_and_sealing_anew_are_told()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();
        await PutAsync(client, "user/me/one", Value);

        var sealedAnew = await (await client.PostAsync("/api/v1/secrets/rekey", content: null, Ct))
            .ReadAsync(ContractsJson.Default.RekeyView);
        await client.DeleteAsync("/api/v1/secrets/user/me/one", Ct);

        Assert.Equal(1, sealedAnew.Count);
        Assert.Equal(1, (await host.EventAsync("xyn.secret.rekeyed")).Data?.GetProperty("count").GetInt32());
        Assert.EndsWith("/one", (await host.EventAsync("xyn.secret.removed")).Resource.Id, StringComparison.Ordinal);
        Assert.Empty(await PathsAsync(client));
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string value) =>
        client.PutAsJsonAsync(
            $"/api/v1/secrets/{path}", new(value), ContractsJson.Default.SecretPutRequest, Ct);

    private static async Task<IEnumerable<string>> PathsAsync(HttpClient client, string query = "")
    {
        var page = await client.GetFromJsonAsync($"/api/v1/secrets{query}", ContractsJson.Default.SecretPage, Ct);
        return page!.Items.Select(secret => secret.Path);
    }
}
