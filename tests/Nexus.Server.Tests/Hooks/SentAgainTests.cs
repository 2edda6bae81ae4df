using System.Net;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Hooks;

/// <summary>Who has seen what was sent, and cannot sign, makes nothing of it.</summary>
public sealed class SentAgainTests
{
    [Fact]
    public async Task What_was_signed_once_is_one_event_whatever_somebody_else_sends_with_it()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());
        await client.AddedAsync(Sender.Json());
        var (seen, now) = (Sender.Pushed("d-1"), clock.GetUtcNow());

        var first = await client.PushAsync("d-1").AnswerAsync(HttpStatusCode.Accepted);
        var renamed = await client.PushAsync("d-2", seen).AnswerAsync(HttpStatusCode.OK);
        var unnamed = await client.PushAsync("", seen).AnswerAsync(HttpStatusCode.OK);
        var disguised = await client.PushAsync("d-3", seen, kind: "issues").AnswerAsync(HttpStatusCode.OK);
        var named = await client.PushAsync("d-1", Sender.Pushed("d-4")).AnswerAsync(HttpStatusCode.OK);
        var told = await client.TellAsync("{}", now, more: ("X-Nexus-Delivery", "a"))
            .AnswerAsync(HttpStatusCode.Accepted);
        var other = await client.TellAsync("{}", now, more: ("X-Nexus-Delivery", "b")).AnswerAsync(HttpStatusCode.OK);

        Assert.All([renamed, unnamed, disguised, named], again => Assert.Equal(first.EventId, again.EventId));
        Assert.Equal(told.EventId, other.EventId);
        Assert.Equal((1, 0, 1), (
            await host.CountAsync("github.push"), await host.CountAsync("github.issues"),
            await host.CountAsync("ci.finished")));
    }

    [Fact]
    public async Task What_came_without_a_name_is_the_same_with_one()
    {
        var clock = new ManualClock();
        await using var host = await ServerHost.StartAsync(clock);
        using var client = host.Client();
        await client.AddedAsync(Sender.Github());
        await client.AddedAsync(Sender.Json());
        var now = clock.GetUtcNow();

        var told = await client.TellAsync("{}", now).AnswerAsync(HttpStatusCode.Accepted);
        var named = await client.TellAsync("{}", now, more: ("X-Nexus-Delivery", "a")).AnswerAsync(HttpStatusCode.OK);
        var pushed = await client.PushAsync("").AnswerAsync(HttpStatusCode.Accepted);
        var again = await client.PushAsync("d-1", Sender.Pushed("")).AnswerAsync(HttpStatusCode.OK);

        Assert.Equal((told.EventId, pushed.EventId), (named.EventId, again.EventId));
        Assert.Equal((1, 1), (await host.CountAsync("ci.finished"), await host.CountAsync("github.push")));
    }
}
