using System.Net;
using System.Text;

namespace Nexus.Cli.Tests;

/// <summary>Answers as a server would, and keeps what it was told.</summary>
internal sealed class CannedServer : HttpMessageHandler
{
    public const string Ready = """
        {"workspace_id":"ws-1","workspace_name":"api","owner":"me","status":"ready","desired":"up","provider":"docker",
         "node":"node1","config":{"provider":"docker","image":null,"node":null},
         "ssh":{"host":"staging.example.com","port":2222,"user":"dev","pubkey_fingerprint":"SHA256:x",
                "host_key":"ssh-ed25519 AAAAHOST root@box"},
         "services":{
           "web":{"status":"healthy","port":3000,"mapped_port":23000,"url":"http://staging.example.com:23000",
             "hint":null,"internal":false,"command":"npm run dev","reason":null,"restarts":0,"last_exit_code":null,
             "started_at":null,"cpu_percent":12.5,"memory_bytes":89128960,"uptime_seconds":7500},
           "db":{"status":"healthy","port":5432,"mapped_port":null,"url":null,"hint":null,
             "internal":true,"command":"postgres","reason":null,"restarts":1,"last_exit_code":137,"started_at":null}},
         "repo":{"url":"https://github.com/o/api.git","branch":"main","commit":"abc"},
         "source":{"type":"github","repo":"o/api","branch":"main","is_fork":false},
         "error":null,"run_id":"01","created_at":"2026-01-17T10:00:00Z","changed_at":"2026-01-17T10:30:00Z"}
        """;

    /// <summary>Made for an upload that has not come.</summary>
    public const string Waiting = """
        {"workspace_id":"ws-1","workspace_name":"api","owner":"me","status":"stopped","desired":"down","provider":null,
         "node":null,"config":{"provider":null,"image":null,"node":null},
         "ssh":{"host":"127.0.0.1","port":null,"user":"dev","pubkey_fingerprint":null,"host_key":null},
         "services":{},"repo":null,"source":{"type":"local","repo":null,"branch":null,"is_fork":false},
         "error":null,"run_id":null,"created_at":"2026-01-17T10:00:00Z","changed_at":"2026-01-17T10:30:00Z"}
        """;

    /// <summary>With a token, as only the answer that makes one has it.</summary>
    public const string Octocat = """
        {"user_id":"user-2","github_username":"octocat","github_id":null,"ssh_pubkey":null,"status":"active",
         "ssh_pubkey_fingerprint":"SHA256:x","is_admin":false,"registered_at":"2026-01-17T10:00:00Z",
         "workspaces":[],"api_token":"nxu_0123456789abcdef"}
        """;

    private const string Accepted = """
        {"workspace_id":"ws-1","workspace_name":"api","status":"creating","ssh_port":null,"estimated_time":"30s",
         "polling_url":"/api/v1/workspaces/ws-1/status","run_id":"0198c0de-0000-7000-8000-000000000001"}
        """;

    public const string Run = """
        {"run_id":"0198c0de-0000-7000-8000-000000000001","name":"workspace.up","status":"completed","phase":"ended",
         "waiting_for":null,"resource_type":"workspace","resource_id":"ws-1","created_at":"2026-01-17T10:00:00Z",
         "started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:02Z","actor":"user-1",
         "correlation_id":"c-1","step_count":2,"inputs":{},"outputs":null,"error":null,"cancel_reason":null}
        """;

    private const string Event = """
        {"position":7,"event_id":"0198c0de-0000-7000-8000-000000000009",
         "event_name":"xyn.workspace.ready","occurred_at":"2026-01-17T10:00:02Z",
         "env_id":"e","actor":"system","correlation_id":"c-1","run_id":null,
         "step_id":null,"resource":{"type":"workspace","id":"ws-1"},"data":{}}
        """;

    private const string Steps = """
        {"items":[
          {"step_id":"0198c0de-0000-7000-8000-000000000002","run_id":"0198c0de-0000-7000-8000-000000000001",
           "name":"environment","status":"completed","phase":"ended","attempt":1,"may_have_run_before":false,
           "started_at":"2026-01-17T10:00:00Z","completed_at":"2026-01-17T10:00:00.8Z","due_at":null,"outputs":null,
           "error":null,"reason":null},
          {"step_id":"0198c0de-0000-7000-8000-000000000003","run_id":"0198c0de-0000-7000-8000-000000000001",
           "name":"services","status":"completed","phase":"ended","attempt":2,"may_have_run_before":false,
           "started_at":"2026-01-17T10:00:00.8Z","completed_at":"2026-01-17T10:00:02Z","due_at":null,"outputs":null,
           "error":null,"reason":null}],"next_cursor":null}
        """;

    public const string Node = """
        {"node_id":"node-1","name":"node1","status":"joined","version":"0.1.0","providers":[
          {"name":"docker","is_available":true,"version":"20.10","reason":null,"has_sudo":true},
          {"name":"process","is_available":false,"version":null,"reason":"bwrap is not installed","has_sudo":false}],
          "is_cordoned":true,"labels":{"gpu":"yes","zone":"eu"},"capabilities":{"arch":"amd64",
            "os":"Debian GNU/Linux 12 (bookworm)","kernel":"6.1.0","cpus":8,"memory_bytes":17179869184,
            "disk_bytes":107374182400,"disk_free_bytes":53687091200},
          "workspaces":3,"environments":2,"joined_at":"2026-01-17T10:00:00Z","last_seen_at":null}
        """;

    private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _answers = new(StringComparer.Ordinal)
    {
        ["GET /health"] = (HttpStatusCode.OK, """{"status":"ok","version":"0.1.0"}"""),
        ["GET /api/v1/settings"] = (HttpStatusCode.OK, """
            {"profile":"server","unknown":["ledgr.keep"],"items":[
              {"key":"auth.token","value":null,"is_set":true,"is_secret":true,"origin":"file","from":"/h/config.json"},
              {"key":"ledger.keep","value":"180.00:00:00","is_set":true,"is_secret":false,"origin":"profile",
               "from":"server"},
              {"key":"ports.host","value":null,"is_set":false,"is_secret":false,"origin":"default","from":null},
              {"key":"server.port","value":"3002","is_set":true,"is_secret":false,"origin":"command_line",
               "from":"--port"}]}
            """),
        ["POST /api/v1/users/register"] = (HttpStatusCode.OK, """
            {"user_id":"user-1","github_username":"me","github_id":null,"ssh_pubkey_fingerprint":"SHA256:x",
             "registered_at":"2026-01-17T10:00:00Z","workspaces":[]}
            """),
        ["GET /api/v1/users"] = (HttpStatusCode.OK, """
            {"items":[
              {"user_id":"user-1","github_username":"me","github_id":null,"ssh_pubkey":"ssh-ed25519 AAAA",
               "status":"active","ssh_pubkey_fingerprint":"SHA256:x","is_admin":true,
               "registered_at":"2026-01-17T10:00:00Z",
               "workspaces":["ws-1"],"api_token":null},
              {"user_id":"user-2","github_username":"octocat","github_id":1,"ssh_pubkey":null,"status":"invited",
               "ssh_pubkey_fingerprint":null,"is_admin":false,"registered_at":"2026-01-17T10:00:00Z",
               "workspaces":[],"api_token":null}],"next_cursor":null}
            """),
        ["POST /api/v1/users"] = (HttpStatusCode.OK, Octocat),
        ["DELETE /api/v1/users/octocat"] = (HttpStatusCode.OK, Octocat),
        ["POST /api/v1/users/invitations"] = (HttpStatusCode.OK,
            """{"invitation":"nxi_abc","github_username":"octocat","expires_at":"2026-01-17T11:00:00Z"}"""),
        ["GET /api/v1/users/invitations"] = (HttpStatusCode.OK, """
            {"items":[
              {"invitation_id":"3f2a9c0d11be","github_username":null,"expires_at":"2026-01-17T11:00:00Z"},
              {"invitation_id":"aa00bb11cc22","github_username":"octocat","expires_at":"2026-01-18T10:00:00Z"}],
             "next_cursor":null}
            """),
        ["DELETE /api/v1/users/invitations/3f2a9c0d11be"] = (HttpStatusCode.OK,
            """{"invitation_id":"3f2a9c0d11be","github_username":null,"expires_at":"2026-01-17T11:00:00Z"}"""),
        ["POST /api/v1/users/token"] = (HttpStatusCode.OK, Octocat),
        ["DELETE /api/v1/users/token"] = (HttpStatusCode.OK, Octocat),
        ["POST /api/v1/workspaces/create"] = (HttpStatusCode.Accepted, Accepted),
        ["PUT /api/v1/workspaces/ws-1/source"] = (HttpStatusCode.NoContent, ""),
        ["POST /api/v1/workspaces/ws-1/up"] = (HttpStatusCode.Accepted, Accepted),
        ["POST /api/v1/workspaces/api/up"] = (HttpStatusCode.Accepted, Accepted),
        ["POST /api/v1/workspaces/api/down"] = (HttpStatusCode.Accepted, Accepted),
        ["POST /api/v1/workspaces/api/rm"] = (HttpStatusCode.Accepted, Accepted),
        ["GET /api/v1/workspaces"] = (HttpStatusCode.OK, $$"""{"items":[{{Ready}}],"next_cursor":null}"""),
        ["GET /api/v1/workspaces/ws-1/status"] = (HttpStatusCode.OK, Ready),
        ["GET /api/v1/workspaces/api/status"] = (HttpStatusCode.OK, Ready),
        ["GET /api/v1/workspaces/api/logs"] = (HttpStatusCode.OK, """
            {"time":"2026-01-17T10:00:00Z","service":"web","stream":"stdout","text":"listening"}
            {"time":"2026-01-17T10:00:01Z","service":"db","stream":"stderr","text":"ready"}

            """),
        ["GET /api/v1/nodes"] = (HttpStatusCode.OK, $$"""{"items":[{{Node}}],"next_cursor":null}"""),
        ["GET /api/v1/nodes/node1"] = (HttpStatusCode.OK, Node),
        ["POST /api/v1/nodes/node1/cordon"] = (HttpStatusCode.OK, Node),
        ["POST /api/v1/nodes/node1/uncordon"] = (HttpStatusCode.OK, Node),
        ["PUT /api/v1/nodes/node1/labels"] = (HttpStatusCode.OK, Node),
        ["POST /api/v1/nodes"] = (HttpStatusCode.OK,
            """{"join_token":"nxj_abc","expires_at":"2026-01-17T11:00:00Z","name":"node2"}"""),
        ["POST /api/v1/nodes/token"] = (HttpStatusCode.OK,
            """{"join_token":"nxj_abc","expires_at":"2026-01-17T11:00:00Z"}"""),
        ["GET /api/v1/runs"] = (HttpStatusCode.OK, $$"""{"items":[{{Run}}],"next_cursor":null}"""),
        ["GET /api/v1/runs/0198c0de-0000-7000-8000-000000000001"] = (HttpStatusCode.OK, Run),
        ["GET /api/v1/runs/0198c0de-0000-7000-8000-000000000001/steps"] = (HttpStatusCode.OK, Steps),
        ["POST /api/v1/runs/0198c0de-0000-7000-8000-000000000001/cancel"] = (HttpStatusCode.OK, Run),
        ["GET /api/v1/events"] = (HttpStatusCode.OK, $$"""{"items":[{{Event}}],"next_cursor":null}"""),
        ["GET /api/v1/events/0198c0de-0000-7000-8000-000000000009"] = (HttpStatusCode.OK, Event),
    };

    public CannedServer() => _answers["GET /api/v1/workspaces/api/services"] =
        (HttpStatusCode.OK, Ready[Ready.IndexOf("{\n   \"web\"", StringComparison.Ordinal)..Ready.IndexOf(
            ",\n \"repo\"", StringComparison.Ordinal)]);

    /// <summary>Requests in their order, <c>POST /path body</c>.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>Who asked, in the same order.</summary>
    public List<string?> Bearers { get; } = [];

    /// <summary>The bytes of the last upload.</summary>
    public byte[] Uploaded { get; private set; } = [];

    public void Answer(string request, HttpStatusCode status, string body) => _answers[request] = (status, body);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        var isUpload = request.Method == HttpMethod.Put;
        if (isUpload)
            Uploaded = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var body = isUpload || request.Content is null
            ? "" : $" {await request.Content.ReadAsStringAsync(cancellationToken)}";
        Bearers.Add(request.Headers.Authorization?.Parameter);
        Heard.Add($"{request.Method} {request.RequestUri.PathAndQuery}{body}");

        var (status, text) = _answers.GetValueOrDefault(key, (HttpStatusCode.NotFound, """
            {"error":{"code":"workspace.not_found","message":"No workspace 'ghost'.",
             "hint":"Run 'nexus workspace list' to see yours."},"correlation_id":"c-1"}
            """));
        return new HttpResponseMessage(status)
        {
            Content = new StringContent(text, Encoding.UTF8, "application/json"),
            Headers = { { "X-Correlation-Id", "c-1" } },
        };
    }
}
