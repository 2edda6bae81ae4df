using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Server.Tests.Artifacts;
using Nexus.Server.Tests.Repeated;

namespace Nexus.Server.Tests.Blueprints;

/// <summary>Definitions that are being worked on: kept by revision, found valid by revision.</summary>
public sealed class DraftTests
{
    private const string Broken = """
        id: bp.broken
        trigger: { event_type: alarm.raised }
        plan:
          - { kind: action_task, id: tell, action: event.emitt, with: {} }
          - { kind: transform, id: it, value: "{{ inputs.nobody }}" }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_content_is_another_revision_and_each_is_an_artifact()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var first = await client.SavedAsync("it", Workshop.Asking());
        var same = await client.SavedAsync("it", Workshop.Asking());
        var second = await client.SavedAsync("it", Workshop.Asking("two"));

        Assert.Equal((1, 1, 2), (first.Revision, same.Revision, second.Revision));
        Assert.Equal(first.DraftId, second.DraftId);
        Assert.Equal(2, await host.CountAsync("xyn.draft.saved"));
        Assert.Equal(Workshop.Asking(), await TextAsync(client, first));
        Assert.Equal(Workshop.Asking("two"), await TextAsync(client, second));
    }

    [Fact]
    public async Task Every_problem_is_told_at_once_and_only_what_was_found_valid_is_promoted()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var broken = await client.ValidatedAsync(await client.SavedAsync("it", Broken));
        await (await client.DoAsync(broken, "promote")).RefusedAsync(HttpStatusCode.Conflict, "draft.not_validated");
        var good = await client.ValidatedAsync(await client.SavedAsync("it", Workshop.Asking()));
        var changed = await client.SavedAsync("it", Workshop.Asking("two"));
        await (await client.DoAsync(changed, "promote")).RefusedAsync(HttpStatusCode.Conflict, "draft.not_validated");

        Assert.Equal((DraftStatus.Draft, false), (broken.Status, broken.Validation!.IsValid));
        Assert.Equal(
            [(4, "blueprint.unknown_action"), (5, "blueprint.unknown_input")],
            broken.Validation.Issues.Select(issue => (issue.Line, issue.Code)));
        Assert.Equal((DraftStatus.Validated, "bp.asking"), (good.Status, good.Validation!.BlueprintId));
        Assert.Equal((DraftStatus.Draft, 2), (changed.Status, changed.Validation!.Revision));
        await (await client.GetAsync("/api/v1/blueprints/bp.asking", Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "blueprint.not_found");
    }

    [Fact]
    public async Task They_are_their_owners_and_the_administrators()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var ann = host.Client((await host.AddAsync("ann")).ApiToken);
        using var bob = host.Client((await host.AddAsync("bob")).ApiToken);
        var hers = await ann.SavedAsync("it", Workshop.Asking());
        var his = await bob.SavedAsync("it", Workshop.Asking());

        await (await bob.GetAsync($"/api/v1/drafts/{hers.DraftId}", Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "draft.not_found");
        await (await bob.DoAsync(hers, "validate")).RefusedAsync(HttpStatusCode.NotFound, "draft.not_found");
        await (await bob.DoAsync(hers, "promote")).RefusedAsync(HttpStatusCode.NotFound, "draft.not_found");
        await (await bob.DeleteAsync($"/api/v1/drafts/{hers.DraftId}", Ct))
            .RefusedAsync(HttpStatusCode.NotFound, "draft.not_found");

        Assert.Equal([his.DraftId], await IdsAsync(bob));
        Assert.Equal([his.DraftId, hers.DraftId], await IdsAsync(admin));
    }

    [Fact]
    public async Task What_is_for_another_event_than_its_definition_is_not_valid()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var draft = await client.SavedAsync("it", Workshop.Asking());
        var path = $"drafts/{draft.DraftId}";

        await client.AskAsync("a", HttpMethod.Put, path, """{"trigger_event_type": "alarm.ended"}""");
        var other = await client.ValidatedAsync(draft);
        await client.AskAsync("b", HttpMethod.Put, path, """{"trigger_event_type": "alarm.raised"}""");
        var same = await client.ValidatedAsync(draft);
        var anew = await client.SavedAsync("it", Workshop.Asking(on: "alarm.ended"));

        var issue = Assert.Single(other.Validation!.Issues);
        Assert.Equal("config.bad_value", issue.Code);
        Assert.Contains("'alarm.ended'", issue.Message, StringComparison.Ordinal);
        Assert.True(same.Validation!.IsValid);
        Assert.Null(anew.TriggerEventType);
        Assert.True((await client.ValidatedAsync(anew)).Validation!.IsValid);
    }

    [Fact]
    public async Task Changed_by_its_id_it_keeps_what_is_left_out_and_no_name_is_there_twice()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();
        var draft = await client.ValidatedAsync(await client.SavedAsync("it", Workshop.Asking()));
        await client.SavedAsync("other", Workshop.Asking());
        var path = $"drafts/{draft.DraftId}";

        var noted = await (await client.AskAsync("a", HttpMethod.Put, path, """{"notes": "n", "name": "new"}"""))
            .DraftAsync();
        using var taken = await client.AskAsync("b", HttpMethod.Put, path, """{"name": "other"}""");
        var anew = await (await client.AskAsync("c", HttpMethod.Put, path, """{"content": {"id": "bp.x"}}"""))
            .DraftAsync();

        Assert.Equal(("new", "n", 1, DraftStatus.Validated), (noted.Name, noted.Notes, noted.Revision, noted.Status));
        await taken.RefusedAsync(HttpStatusCode.Conflict, "draft.name_taken");
        Assert.Equal((2, DraftStatus.Draft), (anew.Revision, anew.Status));
        Assert.Equal(
            (JsonValueKind.String, """{"id":"bp.x"}"""), (draft.Content?.ValueKind, anew.Content?.GetRawText()));
    }

    [Theory]
    [InlineData("""{"name": "a", "content": 7}""", "draft.invalid_definition")]
    [InlineData("""{"name": "a", "content": "  "}""", "draft.invalid_definition")]
    [InlineData("""{"name": "a", "content": "\ud800"}""", "draft.invalid_definition")]
    [InlineData("""{"name": "a/b", "content": "x"}""", "draft.invalid")]
    [InlineData("""{"name": "", "content": "x"}""", "draft.invalid")]
    [InlineData("""{"name": "a", "kind": "song", "content": "x"}""", "draft.invalid")]
    public async Task What_is_no_draft_is_refused(string body, string code)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        using var answer = await client.AskAsync("k", HttpMethod.Post, "drafts", body);

        await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, code);
        Assert.Empty(await IdsAsync(client));
    }

    [Fact]
    public async Task What_is_too_large_or_a_pack_goes_no_further()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        using var large = await client.SaveAsync("it", new('x', 256 * 1024 + 1));
        var pack = await (await client.AskAsync(
            "k", HttpMethod.Post, "drafts", """{"name": "p", "kind": "pack", "content": "x"}""")).DraftAsync();

        await large.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "draft.too_large");
        await (await client.DoAsync(pack, "validate"))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "draft.no_blueprint");
    }

    private static async Task<string> TextAsync(HttpClient client, DraftView draft) =>
        await (await client.DownloadAsync(draft.ContentArtifactId)).Content.ReadAsStringAsync(Ct);

    private static async Task<IEnumerable<Guid>> IdsAsync(HttpClient client) =>
        (await client.GetFromJsonAsync("/api/v1/drafts", ContractsJson.Default.DraftPage, Ct))!
            .Items.Select(draft => draft.DraftId);
}
