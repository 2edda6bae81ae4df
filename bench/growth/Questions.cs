using System.Diagnostics;
using System.Text.Json;
using Nexus.Bench.Hooks;

namespace Nexus.Bench.Growth;

/// <summary>What people ask a server for, one after the other.</summary>
internal sealed class Questions(Home home, Guid run)
{
    private const int Times = 100;
    private const int Least = 5;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    public async Task AskAsync(ServerUnderTest server, Figures figures)
    {
        using var admin = Home.Client(server, ServerUnderTest.Token);
        using var few = Home.Client(server, home.People.Few.Token);
        using var many = Home.Client(server, home.People.Many.Token);
        var deep = await FieldAsync(admin, $"/events?run_id={run}", "position");
        var known = await FieldAsync(admin, $"/events?run_id={run}", "event_id");
        (string Name, HttpClient Client, string Path)[] all =
        [
            ("run_list", admin, "/runs"),
            ("run_list_of_many", many, "/runs"),
            ("run_list_of_few", few, "/runs"),
            ("run_list_deep", admin, $"/runs?cursor={run}"),
            ("run_show", admin, $"/runs/{run}"),
            ("run_steps", admin, $"/runs/{run}/steps"),
            ("event_list", admin, "/events"),
            ("event_list_deep", admin, $"/events?cursor={deep}"),
            ("event_list_of_many", many, "/events"),
            ("event_list_of_few", few, "/events"),
            ("event_list_by_run", admin, $"/events?run_id={run}"),
            ("event_list_by_name", admin, $"/events?event_name={Filling.EventName}"),
            ("event_list_by_name_of_few", few, $"/events?event_name={Filling.EventName}"),
            ("event_list_by_rare_name", admin, "/events?event_name=xyn.hook.created"),
            ("event_list_by_rare_name_of_many", many, "/events?event_name=xyn.hook.created"),
            ("event_list_by_frequent_name", admin, "/events?event_name=xyn.run.completed"),
            ("event_list_by_frequent_name_of_few", few, "/events?event_name=xyn.run.completed"),
            ("event_list_by_resource", admin, $"/events?resource_id={Filling.Source}"),
            ("event_list_by_resource_of_few", few, $"/events?resource_id={Filling.Source}"),
            ("event_show", admin, $"/events/{known}"),
            ("usage", admin, "/usage"),
        ];
        foreach (var (name, client, path) in all)
            await TimeAsync(client, $"/api/v1{path}", $"{name}_ms", figures);
    }

    private static async Task TimeAsync(HttpClient client, string path, string name, Figures figures)
    {
        await AskAsync(client, path);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Least || (i < Times && Stopwatch.GetElapsedTime(began) < Longest); i++)
        {
            var asked = Stopwatch.GetTimestamp();
            await AskAsync(client, path);
            figures.Add(name, Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }
    }

    private static async Task<string> AskAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<string> FieldAsync(HttpClient client, string path, string field) =>
        $"{JsonElement.Parse(await AskAsync(client, $"/api/v1{path}")).GetProperty("items")[0].GetProperty(field)}";
}
