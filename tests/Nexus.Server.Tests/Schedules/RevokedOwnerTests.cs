using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Server.Tests.Blueprints;
using Nexus.Testing;

namespace Nexus.Server.Tests.Schedules;

/// <summary>Nothing begins by itself in the name of who was revoked.</summary>
public sealed class RevokedOwnerTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task No_schedule_and_no_event_starts_what_is_theirs_until_they_are_let_in_again()
    {
        string ann;
        await using (var host = await ServerHost.StartAsync(_clock, home: _home.Path))
        {
            var user = await host.AddAsync("ann");
            ann = user.UserId;
            using var client = host.Client(user.ApiToken);
            await client.PromotedAsync(Timetable.Of("0 12 * * *", missed: "all"));
            await client.PromotedAsync(Workshop.Asking(), "asking");
            await RaiseAsync(host, ann);
            Assert.Equal(1, await host.CountAsync("xyn.run.created"));

            using var revoked = await host.RevokeAsync("ann");
            Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
            await RaiseAsync(host, ann);
            await host.WaitAsync(_clock, TimeSpan.FromHours(3));
            Assert.Equal((1, 0), await StartedAsync(host));
        }

        await using (var host = await ServerHost.StartAsync(_clock, home: _home.Path))
        {
            await RaiseAsync(host, ann);
            await host.WaitAsync(_clock, TimeSpan.FromHours(3));
            Assert.Equal((1, 0), await StartedAsync(host));

            await host.AddAsync("ann");
            await RaiseAsync(host, ann);
            await host.WaitAsync(_clock, TimeSpan.FromMinutes(4));
            await host.ToldAsync(1);
            Assert.Equal((3, 1), await StartedAsync(host));
        }
    }

    /// <summary>How many runs there were, and how many times a schedule was due.</summary>
    private static async Task<(int Runs, int Fired)> StartedAsync(ServerHost host) =>
        (await host.CountAsync("xyn.run.created"), await host.CountAsync("xyn.schedule.fired"));

    /// <summary>An event of theirs, as what they own has some when they are gone.</summary>
    private Task<long> RaiseAsync(ServerHost host, string owner) =>
        host.Services.GetRequiredService<IEventIntake>().EmitAsync(
            new([LedgerEvent.Now(_clock, "alarm.raised", new("thing", "thing-1"), "c-1") with { OwnerId = owner }]),
            Ct);
}
