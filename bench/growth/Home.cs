using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Nexus.Bench.Hooks;

namespace Nexus.Bench.Growth;

/// <summary>A home of the real server, with two people and a source of webhooks.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="People">Who use it.</param>
internal sealed record Home(string Path, People People)
{
    /// <summary>All that is stored stays where it is asked for.</summary>
    public const int KeepEvents = int.MaxValue;

    private const string Key =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGTUEoC9AnT4pTtcYpjQ2AYg1XbpRNSOXqhETo3BfN8k bench";

    public string Data => System.IO.Path.Combine(Path, "state", "data");

    /// <summary>Of both databases, in MiB.</summary>
    public long Size => new DirectoryInfo(Data).EnumerateFiles().Sum(file => file.Length) / (1024 * 1024);

    public static async Task<Home> MakeAsync(string path)
    {
        await using var server = await StartAsync(path);
        using var client = Client(server, ServerUnderTest.Token);
        await Webhooks.PrepareAsync(server.Address, ServerUnderTest.Token);
        return new(path, new(await AddAsync(client, "many"), await AddAsync(client, "few")));
    }

    public Task<ServerUnderTest> StartAsync() => StartAsync(Path);

    /// <summary>The same once more; no server may run on it.</summary>
    public Home Copy(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            if (file.EndsWith(".sock", StringComparison.Ordinal))
                continue;
            var other = System.IO.Path.Combine(path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(other) ?? path);
            File.Copy(file, other);
        }

        return this with { Path = path };
    }

    public static HttpClient Client(ServerUnderTest server, string token)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Task<ServerUnderTest> StartAsync(string path) => ServerUnderTest.StartAsync(
        path, $$""", "ledger": {"keepEvents": {{KeepEvents}}}""");

    private static async Task<Person> AddAsync(HttpClient client, string name)
    {
        using var body = new StringContent(
            $$"""{"github_username":"{{name}}","ssh_pubkey":"{{Key}}"}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/users", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        var user = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return new(user.GetProperty("user_id").GetString() ?? "", user.GetProperty("api_token").GetString() ?? "");
    }
}
