using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using Nexus.Testing;

namespace Nexus.Journeys.Faults;

/// <summary>What may befall a server at work: it answers clearly, and what it took is not lost.</summary>
public sealed class FaultTests
{
    private const string Secret = "0123456789abcdef-of-this-source";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_loses_nothing_and_goes_on_with_room()
    {
        using var disk = SmallDisk.TryMake(megabytes: 64);
        Assert.SkipWhen(disk is null, "this user may not mount");
        await using var far = Far.Start();
        await using var server = await LoneServer.StartAsync(home: disk.File("home"));
        var callers = new Callers(server);
        await callers.PrepareAsync(far.Url);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var calling = callers.RunAsync(8, TimeSpan.Zero, enough.Token);

        await UntilAsync(() => callers.Taken.Count > 50);
        disk.Fill();
        await UntilAsync(() => callers.Refused.GetValueOrDefault("server.disk_full") > 50);
        var seen = await server.AskAsync("runs");
        disk.Free();
        var before = callers.Taken.Count;
        await UntilAsync(() => callers.Taken.Count > before + 50);
        await enough.CancelAsync();
        await calling;
        await server.SettleAsync(Patience);
        await server.KillAsync();

        await using var ledger = server.OpenLedger();
        var verdict = await Verdict.OfAsync(ledger, callers, far);
        Assert.True(verdict.Problems.Count == 0, string.Join('\n', verdict.Problems));
        Assert.NotEqual(0, seen.GetProperty("items").GetArrayLength());
        Assert.Equal(["server.disk_full"], callers.Refused.Keys);
    }

    [Fact]
    public async Task A_flood_of_webhooks_is_told_to_wait_and_delays_nobody_else()
    {
        await using var server = await LoneServer.StartAsync();
        await server.AddSourceAsync("flood", Secret, "flood.came", perSecond: 20);
        await server.AddSourceAsync("calm", Secret, "calm.came");
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        var began = Stopwatch.GetTimestamp();
        var flooding = Task.WhenAll(Enumerable.Range(0, 32).Select(
            number => FloodAsync(server, number, answers)));

        for (var i = 0; !flooding.IsCompleted; i++)
        {
            using var answer = await server.HookAsync("calm", Secret, "{}", $"c-{i}").WaitAsync(Patience, Ct);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        await flooding;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await server.KillAsync();
        await using var ledger = server.OpenLedger();
        var came = await ledger.EventsAsync(new() { EventName = "flood.came", Limit = int.MaxValue }, Ct);
        Assert.Equal(answers[HttpStatusCode.Accepted], came.Count);
        Assert.InRange(came.Count, 20, 20 * (seconds + 2));
        Assert.True(answers[HttpStatusCode.TooManyRequests] > came.Count);
    }

    [Fact]
    public async Task What_is_far_too_large_or_a_bomb_is_refused_and_takes_no_memory()
    {
        await using var server = await LoneServer.StartAsync();
        await server.AddSourceAsync("big", Secret, "big.came");
        var large = $$"""{"text":"{{new string('x', 10 * 1024 * 1024)}}"}""";
        var emitted = $$"""{"event_name":"big.came","data":{{large}}}""";
        var before = server.Status("VmHWM");

        for (var i = 0; i < 5; i++)
        {
            using var sent = await server.SendAsync(
                HttpMethod.Post, "events", new StringContent(emitted, Encoding.UTF8, "application/json"));
            using var hook = await server.HookAsync("big", Secret, large, $"d-{i}");
            using var saved = await server.SaveAsync(Laughs());

            Assert.Equal("request.too_large", await sent.RefusedAsync(HttpStatusCode.RequestEntityTooLarge));
            Assert.Equal("request.too_large", await hook.RefusedAsync(HttpStatusCode.RequestEntityTooLarge));
            await IsNotValidAsync(server, saved);
        }

        Assert.InRange(server.Status("VmHWM") - before, 0, 64 * 1024);
        using var fine = await server.HookAsync("big", Secret, "{}", "d-fine");
        Assert.Equal(HttpStatusCode.Accepted, fine.StatusCode);
    }

    /// <summary>Every other one guesses.</summary>
    private static async Task FloodAsync(
        LoneServer server, int number, ConcurrentDictionary<HttpStatusCode, int> answers)
    {
        for (var i = 0; i < 60; i++)
        {
            using var answer = await server.HookAsync(
                "flood", i % 2 is 0 ? Secret : $"not the secret {i}", "{}", $"f-{number}-{i}");
            answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            if (answer.StatusCode is HttpStatusCode.TooManyRequests)
            {
                Assert.Equal("hook.limited", await answer.RefusedAsync(HttpStatusCode.TooManyRequests));
                Assert.NotNull(answer.Headers.RetryAfter);
            }
            else if (answer.StatusCode is not HttpStatusCode.Accepted)
            {
                Assert.Equal("hook.refused", await answer.RefusedAsync(HttpStatusCode.Unauthorized));
            }
        }
    }

    /// <summary>A draft may be anything; what is wrong with it is found when it is validated.</summary>
    private static async Task IsNotValidAsync(LoneServer server, HttpResponseMessage saved)
    {
        if (!saved.IsSuccessStatusCode)
            return;
        var id = (await saved.AcceptedAsync()).GetProperty("draft_id").GetGuid();
        using var answer = await server.SendAsync(HttpMethod.Post, $"drafts/{id}/validate", null);
        var issues = (await answer.AcceptedAsync()).GetProperty("validation").GetProperty("issues");
        Assert.NotEqual(0, issues.GetArrayLength());
    }

    /// <summary>A billion words, were it read as it says.</summary>
    private static string Laughs() => "id: bp.a\ntrigger: {event_type: a.b}\na0: &a0 lol\n" + string.Concat(
        Enumerable.Range(0, 25).Select(i => $"b{i}: &a{i + 1} [*a{i},*a{i},*a{i},*a{i},*a{i},*a{i},*a{i}]\n"));

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var began = Stopwatch.GetTimestamp();
        while (!isSo())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "It never becomes so.");
            await Task.Delay(10, Ct);
        }
    }
}
