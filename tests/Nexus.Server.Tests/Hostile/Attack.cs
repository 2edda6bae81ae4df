using System.Text;
using Nexus.Server.Tests.Reference;

namespace Nexus.Server.Tests.Hostile;

/// <summary>What someone else must get.</summary>
internal enum Outcome
{
    /// <summary>As for what never was.</summary>
    NotFound,

    Forbidden,

    /// <summary>An answer in which the victim does not occur.</summary>
    NothingOfHers,

    /// <summary>It is not signed.</summary>
    Unsigned,

    /// <summary>It has no end: <c>ScopeTests</c> reads it.</summary>
    Endless,
}

/// <summary>A request for what is someone else's.</summary>
internal sealed record Attack(string Method, string Path, string? Body)
{
    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["AddHook"] = """{"source": "mine", "kind": "json", "event_name": "a.b"}""",
        ["ChangeDraft"] = """{"name": "mine"}""",
        ["CreateArtifact"] = """{"name": "mine"}""",
        ["CreateWorkspace"] = $$"""{"workspace_name": "mine", "github_username": "{{Victim.Handle}}"}""",
        ["EmitEvent"] = """{"event_name": "alarm.raised"}""",
        ["AddTarget"] = """{"name": "mine", "url": "http://192.0.2.1/"}""",
        ["PutSecret"] = """{"value": "mine"}""",
        ["SaveDraft"] = """{"name": "mine", "content": "id: bp.mine"}""",
        ["RegisterUser"] = $$"""{"ssh_pubkey": "{{Requests.Key}}", "github_username": "{{Victim.Handle}}"}""",
    };

    /// <summary>Every way in which a route can be asked for what is hers.</summary>
    public static IEnumerable<Attack> Of(Route route, Victim victim)
    {
        foreach (var id in Ids(route, victim))
        {
            var path = route.Path.Replace("{id}", id, StringComparison.Ordinal)
                .Replace("{source}", victim.Hook, StringComparison.Ordinal)
                .Replace("{step}", "approve", StringComparison.Ordinal)
                .Replace("{letter}", $"{victim.TargetId}.000000000000001", StringComparison.Ordinal)
                .Replace("{revision}", "0123456789ab", StringComparison.Ordinal)
                .Replace("{**path}", $"user/{victim.User.UserId}/key", StringComparison.Ordinal);
            yield return new(route.Method, path + Query(route, victim), route.HasBody ? BodyOf(route, victim) : null);
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(new(Method), Path);
        if (Body is not null)
            request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string[] Ids(Route route, Victim victim) => route.Path.Split('/') switch
    {
        _ when !route.Path.Contains("{id}", StringComparison.Ordinal) => [""],
        [_, _, _, "workspaces" or "workcells", ..] => [victim.WorkspaceId, Victim.WorkspaceName],
        [_, _, _, "artifacts", ..] => [victim.ArtifactId],
        [_, _, _, "drafts", ..] => [victim.DraftId],
        [_, _, _, "blueprints", ..] => [victim.BlueprintId],
        [_, _, _, "runs", ..] => [victim.RunId],
        [_, _, _, "users", ..] => [victim.User.UserId, Victim.Handle],
        [_, _, _, "events", ..] => [victim.EventId],
        [_, _, _, "children", ..] => ["0123456789abcdef"],
        [_, _, _, "nodes", ..] => ["n1"],
        [_, _, _, "targets", ..] => [victim.TargetId, Victim.TargetName],
        _ => throw new InvalidOperationException($"Nobody said whose id {route.Path} takes."),
    };

    private static string Query(Route route, Victim victim) => route.Name switch
    {
        "ListEvents" => $"?limit=500&resource_id={victim.WorkspaceId}&run_id={victim.RunId}",
        "ListArtifacts" => $"?limit=500&run_id={victim.RunId}&cursor=ffffffff-ffff-ffff-ffff-ffffffffffff",
        "ListWorkspaces" => "?limit=500&cursor=ws-00000000000000000000000000000000",
        "ListRuns" => "?limit=500&cursor=ffffffff-ffff-ffff-ffff-ffffffffffff",
        _ => "",
    };

    private static string BodyOf(Route route, Victim victim) => route.Name is "StartRun"
        ? $$"""{"blueprint_ref": "{{victim.BlueprintId}}"}"""
        : Bodies.GetValueOrDefault(route.Name, "{}");
}
