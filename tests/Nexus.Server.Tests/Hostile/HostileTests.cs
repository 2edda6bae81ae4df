using System.Net;
using Nexus.Contracts;
using Nexus.Server.Tests.Reference;
using static Nexus.Server.Tests.Hostile.Outcome;
using static Nexus.Server.Tests.Hostile.RouteOutcomes;

namespace Nexus.Server.Tests.Hostile;

/// <summary>
/// Nobody reads, changes or guesses what is another's: every route there is, with every id, name and body that leads
/// to her. A route that is not in the table fails the test.
/// </summary>
public sealed class HostileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_table_has_every_route()
    {
        await using var host = await ServerHost.StartAsync();

        Assert.Equal(
            Route.All(host).Select(route => route.Name).Order(StringComparer.Ordinal),
            Expected.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_user_gets_nothing_of_hers_and_changes_nothing()
    {
        await using var host = await ServerHost.StartAsync();
        await host.JoinAsync("n1");
        var victim = await Victim.MakeAsync(host);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        var before = await victim.StateAsync(host);
        foreach (var route in Route.All(host).Where(route => Expected[route.Name] is not Endless))
        {
            foreach (var attack in Attack.Of(route, victim))
            {
                using var answer = await attack.SendAsync(bob);
                await CheckAsync(attack, Expected[route.Name], answer, victim);
            }
        }

        Assert.Equal(before, await victim.StateAsync(host));
        Assert.DoesNotContain(
            await host.Ledger.EventsAsync(new() { ResourceId = victim.WorkspaceId, Limit = 500 }, Ct),
            told => told.Event.Actor != victim.User.UserId && told.Event.Actor is not "system");
    }

    [Fact]
    public async Task What_is_hers_is_refused_in_the_words_for_what_never_was()
    {
        await using var host = await ServerHost.StartAsync();
        var victim = await Victim.MakeAsync(host);
        var nobody = victim with
        {
            WorkspaceId = "ws-00000000000000000000000000000000",
            RunId = "01900000-0000-7000-8000-000000000000",
            ArtifactId = "01900000-0000-7000-8000-000000000001",
            DraftId = "01900000-0000-7000-8000-000000000002",
            BlueprintId = "bp.nobodys",
            Hook = "nobodys",
        };
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);

        foreach (var route in Route.All(host).Where(route => Expected[route.Name] is NotFound))
        {
            using var hers = await Attack.Of(route, victim).First().SendAsync(bob);
            using var none = await Attack.Of(route, nobody).First().SendAsync(bob);

            Assert.Equal(
                Blind((await hers.ErrorAsync()).Error, victim), Blind((await none.ErrorAsync()).Error, nobody));
        }
    }

    [Theory]
    [InlineData("nobody", HttpStatusCode.Unauthorized, "")]
    [InlineData("guess", HttpStatusCode.Unauthorized, "")]
    [InlineData("revoked", HttpStatusCode.Unauthorized, "")]
    [InlineData("invitation", HttpStatusCode.Forbidden, "RegisterUser")]
    [InlineData("join", HttpStatusCode.Forbidden, "JoinNode")]
    [InlineData("node", HttpStatusCode.Forbidden, "ConnectNode OfferStream")]
    [InlineData("scraper", HttpStatusCode.Forbidden, "ShowMetrics")]
    public async Task A_token_opens_its_own_routes_and_no_other(string kind, HttpStatusCode refusal, string own)
    {
        await using var host = await ServerHost.StartAsync();
        var victim = await Victim.MakeAsync(host);
        using var client = host.Client(await TokenAsync(host, kind, victim));

        foreach (var route in Route.All(host).Where(route => !own.Split(' ').Contains(route.Name)))
        {
            foreach (var attack in Attack.Of(route, victim))
            {
                using var answer = await attack.SendAsync(client);
                var expected = route.Who is Route.Anyone ? HttpStatusCode.Unauthorized : refusal;
                Assert.Equal((attack, expected), (attack, answer.StatusCode));
            }
        }
    }

    private static async Task<string?> TokenAsync(ServerHost host, string kind, Victim victim)
    {
        switch (kind)
        {
            case "guess":
                return victim.Token[..^1] + (victim.Token[^1] is 'A' ? 'B' : 'A');
            case "revoked":
                var former = await host.AddAsync("former");
                using (await host.RevokeAsync("former"))
                    return former.ApiToken;
            case "invitation":
                return await host.InviteAsync("guest");
            case "join":
                using (var admin = host.Client())
                {
                    using var made = await admin.PostAsync("/api/v1/nodes/token", content: null, Ct);
                    return (await made.ReadAsync(ContractsJson.Default.JoinTokenView)).JoinToken;
                }

            case "node":
                return (await host.JoinAsync("n1")).NodeToken;
            case "scraper":
                return ServerHost.MetricsToken;
            default:
                return null;
        }
    }

    private static async Task CheckAsync(Attack attack, Outcome expected, HttpResponseMessage answer, Victim victim)
    {
        var status = expected switch
        {
            NotFound => HttpStatusCode.NotFound,
            Forbidden => HttpStatusCode.Forbidden,
            Unsigned => HttpStatusCode.Unauthorized,
            _ => HttpStatusCode.OK,
        };
        Assert.Equal((attack, status), (attack, answer.StatusCode));
        var body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.All(
            expected is NothingOfHers ? victim.Marks : victim.Marks.Except(Said(attack, victim)),
            mark => Assert.DoesNotContain(mark, body, StringComparison.Ordinal));
    }

    /// <summary>What the attacker named himself may stand in the refusal.</summary>
    private static string[] Said(Attack attack, Victim victim) =>
    [
        .. attack.Path.Split('/'), Victim.Handle, .. Victim.WorkspaceName.Split(' '),
        .. victim.Ids.Where(id => attack.Body?.Contains(id, StringComparison.Ordinal) is true),
    ];

    private static NexusError Blind(NexusError error, Victim victim) => error with
    {
        Message = victim.Ids.Aggregate(
            error.Message, (message, id) => message.Replace(id, "*", StringComparison.Ordinal)),
    };
}
