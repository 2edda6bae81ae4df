using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Outbox;
using Nexus.Server.Tests.Blueprints;

namespace Nexus.Server.Tests.Outbox;

/// <summary>Events go to a web server of the owner's.</summary>
public sealed class TargetTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_of_ones_own_comes_signed_and_nothing_else()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        await admin.PutAsJsonAsync(
            "/api/v1/secrets/user/me/hook", new("the-secret-value"), ContractsJson.Default.SecretPutRequest, Ct);
        await admin.EmitAsync("""{"n": 0}""");
        await admin.AddedAsync(receiver, ["alarm.*"], "user/me/hook");

        await bob.EmitAsync("""{"n": 1}""");
        await admin.EmitAsync("""{"n": 2}""", "other.raised");
        await admin.EmitAsync("""{"n": 3}""");
        await receiver.UntilAsync(one => one.Taken.Count == 1);

        var came = Assert.Single(receiver.All);
        Assert.Equal((3, "alarm.raised"), (came.Event.Data.GetProperty("n").GetInt32(), came.Event.EventName));
        Assert.True(came.IsSignedWith("the-secret-value"));
    }

    [Fact]
    public async Task One_that_does_not_answer_holds_up_no_other()
    {
        await using var good = await Receiver.StartAsync();
        await using var bad = await Receiver.StartAsync();
        bad.Answer = _ => 503;
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();
        await admin.AddedAsync(bad, name: "bad");
        await admin.AddedAsync(good, name: "good");

        for (var number = 0; number < 20; number++)
            await admin.EmitAsync($$"""{"n": {{number}}}""");

        await good.UntilAsync(one => one.Taken.Count == 20);
        Assert.Empty(bad.Taken);
    }

    [Fact]
    public async Task What_is_given_up_is_kept_told_of_and_delivered_when_its_owner_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = item => item.Data.GetProperty("n").GetInt32() == 1 ? 503 : 204;
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();
        await admin.AddedAsync(receiver);

        await admin.EmitAsync("""{"n": 1}""");
        await admin.EmitAsync("""{"n": 2}""");
        await host.EventAsync("xyn.target.letter.kept");
        var letter = Assert.Single(await admin.LettersAsync());
        receiver.Answer = null;
        var redriven = await admin.PostAsync("/api/v1/targets/hook/redrive", null, Ct);
        await receiver.UntilAsync(one => one.Taken.Count == 2);

        Assert.Equal(("dead", 3, "http.unexpected_status"), (letter.Status, letter.Tries, letter.Error.Code));
        Assert.Equal(1, (await redriven.ReadAsync(ContractsJson.Default.RedriveView)).Count);
        Assert.Equal([2, 1], receiver.Taken.Select(one => one.Event.Data.GetProperty("n").GetInt32()));
        Assert.Single(receiver.All.Where(one => one.Event.EventId == letter.Event.EventId)
            .Select(one => one.Delivery).Distinct());
        while ((await admin.LettersAsync()).Count > 0)
            await Task.Yield();
    }

    [Fact]
    public async Task A_letter_that_is_removed_is_never_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => 503;
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();
        await admin.AddedAsync(receiver);
        await admin.EmitAsync();
        await host.EventAsync("xyn.target.letter.kept");
        var letter = Assert.Single(await admin.LettersAsync());

        var gone = await admin.DeleteAsync($"/api/v1/targets/hook/letters/{letter.LetterId}", Ct);
        var again = await admin.PostAsync("/api/v1/targets/hook/redrive", null, Ct);

        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Equal(0, (await again.ReadAsync(ContractsJson.Default.RedriveView)).Count);
    }

    [Fact]
    public async Task With_too_many_dead_letters_it_is_suspended_until_they_are_redriven()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => 503;
        await using var host = await StartAsync(letters: 2);
        using var admin = await host.RegisteredAsync();
        await admin.AddedAsync(receiver);
        for (var number = 0; number < 5; number++)
            await admin.EmitAsync();

        await host.EventAsync("xyn.target.suspended");
        var target = await admin.GetFromJsonAsync("/api/v1/targets/hook", ContractsJson.Default.TargetView, Ct);
        receiver.Answer = null;
        // What was on its way when it was suspended may be given up after the first time.
        while (receiver.Taken.Select(item => item.Delivery).Distinct().Count() < 5)
            await admin.PostAsync("/api/v1/targets/hook/redrive", null, Ct);

        Assert.Equal("suspended", target!.Status);
    }

    [Fact]
    public async Task Who_is_no_administrator_reaches_nothing_on_the_servers_own_machine()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await StartAsync();
        using var alice = host.Client((await host.AddAsync("alice")).ApiToken);
        await alice.AddedAsync(receiver);

        await alice.EmitAsync();
        await host.EventAsync("xyn.target.letter.kept");

        Assert.Equal("http.blocked", Assert.Single(await alice.LettersAsync()).Error.Code);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task After_its_removal_nothing_comes_and_its_name_is_free()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();
        await admin.AddedAsync(receiver);

        var gone = await admin.DeleteAsync("/api/v1/targets/hook", Ct);
        await admin.EmitAsync("""{"n": 1}""");
        await admin.AddedAsync(receiver);
        await admin.EmitAsync("""{"n": 2}""");
        await receiver.UntilAsync(one => one.Taken.Count == 1);

        Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Equal(2, receiver.All[0].Event.Data.GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("Hook", "http://example.com/", "*", "name")]
    [InlineData("hook", "ftp://example.com/", "*", "url")]
    [InlineData("hook", "http://user:word@example.com/", "*", "user in it")]
    [InlineData("hook", "http://example.com/", "Alarm", "name of events")]
    [InlineData("hook", "http://example.com/", "xyn.no.such", "name of events")]
    public async Task What_cannot_be_a_target_is_refused(string name, string url, string pattern, string why)
    {
        await using var host = await StartAsync();
        using var admin = await host.RegisteredAsync();

        var answer = await admin.PostAsJsonAsync(
            "/api/v1/targets", new() { Name = name, Url = url, Events = [pattern] },
            ContractsJson.Default.TargetCreateRequest, Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var said = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Contains("target.invalid", said, StringComparison.Ordinal);
        Assert.Contains(why, said, StringComparison.Ordinal);
    }

    private static Task<ServerHost> StartAsync(int letters = 100) => ServerHost.StartAsync(
        configure: services => services.AddSingleton(Options.Create(new OutboxOptions
        {
            Tries = 3,
            FirstWait = TimeSpan.FromMilliseconds(10),
            LongestWait = TimeSpan.FromMilliseconds(20),
            Letters = letters,
        })));
}
