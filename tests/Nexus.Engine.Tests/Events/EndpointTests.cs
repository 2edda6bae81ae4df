using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Events;

public sealed class EndpointTests : ApiFixture
{
    [Fact]
    public async Task Events_come_newest_first_in_pages()
    {
        for (var i = 1; i <= 5; i++)
            await EmitAsync(resource: $"thing-{i}");

        var first = await GetAsync("/events?limit=2");
        var second = await GetAsync($"/events?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        var third = await GetAsync($"/events?limit=2&cursor={second.GetProperty("next_cursor").GetString()}");

        Assert.Equal([5, 4], Positions(first));
        Assert.Equal([3, 2], Positions(second));
        Assert.Equal([1], Positions(third));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("/events?limit=0")]
    [InlineData("/events?limit=501")]
    [InlineData("/runs?limit=-1")]
    [InlineData("/events?event_name=xyn.nothing.like_it")]
    [InlineData("/events/stream?event_name=Nothing")]
    public async Task A_question_beyond_reason_is_refused(string path) =>
        Assert.Equal(ErrorKind.Usage, await KindAsync(HttpMethod.Get, path, "admin"));

    [Fact]
    public async Task A_page_holds_as_many_as_it_may()
    {
        for (var i = 1; i <= 3; i++)
            await EmitAsync();

        Assert.Equal(3, Positions(await GetAsync("/events?limit=500")).Count());
        Assert.Single(Positions(await GetAsync("/events?limit=1")));
    }

    [Fact]
    public async Task Events_are_found_by_name_resource_and_run()
    {
        await EmitAsync();
        await EmitAsync("test.go", resource: "thing-2");
        var run = await RunOfLastAsync();

        Assert.Equal([1], Positions(await GetAsync("/events?event_name=test.happened")));
        Assert.Equal([7, 6, 5, 4, 3, 2], Positions(await GetAsync("/events?resource_id=thing-2")));
        Assert.Equal([7, 6, 5, 4, 3], Positions(await GetAsync($"/events?run_id={run}")));
        Assert.Equal([5], Positions(await GetAsync("/events?event_name=xyn.step.started&resource_id=thing-2")));
    }

    [Fact]
    public async Task A_user_sees_what_is_theirs()
    {
        await EmitAsync("test.go", "user-1", "thing-1");
        var mine = await RunOfLastAsync();
        await EmitAsync("test.go", "user-2", "thing-2");
        var theirs = await RunOfLastAsync();

        var runs = (await GetAsync("/runs", "user-1")).GetProperty("items").EnumerateArray();
        Assert.Equal([mine], runs.Select(run => run.GetProperty("run_id").GetGuid()));
        Assert.Empty(Positions(await GetAsync($"/events?run_id={theirs}", "user-1")));
        Assert.Equal(ErrorKind.NotFound, await KindAsync(HttpMethod.Get, $"/runs/{theirs}", "user-1"));
    }

    [Fact]
    public async Task A_run_shows_its_steps()
    {
        await EmitAsync("test.go");
        var run = await RunOfLastAsync();

        var view = await GetAsync($"/runs/{run}");
        var steps = (await GetAsync($"/runs/{run}/steps")).GetProperty("items");

        Assert.Equal("completed", view.GetProperty("status").GetString());
        Assert.Equal("completed", Assert.Single(steps.EnumerateArray()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("GET", "/events?cursor=x", ErrorKind.Usage)]
    [InlineData("GET", "/runs?cursor=x", ErrorKind.Usage)]
    [InlineData("GET", "/runs/00000000-0000-7000-8000-000000000000", ErrorKind.NotFound)]
    [InlineData("POST", "/runs/00000000-0000-7000-8000-000000000000/cancel", ErrorKind.NotFound)]
    public async Task What_cannot_be_answered_is_refused(string method, string path, ErrorKind kind) =>
        Assert.Equal(kind, await KindAsync(new(method), path, "admin"));

    [Fact]
    public async Task A_completed_run_refuses_to_be_cancelled()
    {
        await EmitAsync("test.go");
        var run = await RunOfLastAsync();

        using var response = await Client.PostAsJsonAsync(
            $"/runs/{run}/cancel", new CancelRunRequest("late"), ContractsJson.Default.CancelRunRequest, Cancellation);

        Assert.NotEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_reason_to_cancel_is_a_sentence()
    {
        await EmitAsync("test.go");
        var run = await RunOfLastAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/runs/{run}/cancel")
        {
            Content = JsonContent.Create(
                new CancelRunRequest(new string('x', 1001)), ContractsJson.Default.CancelRunRequest),
        };
        request.Headers.Add("X-User", "admin");
        using var response = await Client.SendAsync(request, Cancellation);

        Assert.Equal(400 + (int)ErrorKind.Usage, (int)response.StatusCode);
    }

    private static IEnumerable<long> Positions(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("position").GetInt64());

    private async Task<Guid> RunOfLastAsync()
    {
        var query = new EventQuery { EventName = "xyn.run.created", NewestFirst = true, Limit = 1 };
        var run = (await Ledger.EventsAsync(query, Cancellation))[0].Event.RunId!.Value;
        await Runs.WaitAsync(run, Cancellation);
        return run;
    }

    private async Task<ErrorKind> KindAsync(HttpMethod method, string path, string user)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-User", user);
        using var response = await Client.SendAsync(request, Cancellation);
        return (ErrorKind)((int)response.StatusCode - 400);
    }
}
