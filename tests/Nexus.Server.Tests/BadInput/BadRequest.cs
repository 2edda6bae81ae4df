namespace Nexus.Server.Tests.BadInput;

/// <summary>A request that cannot be taken, and what comes of it. Each character of the body is one byte.</summary>
internal sealed record BadRequest(
    string Method, string Path, string? Body, string Code, int Status = 422, int ExitCode = 2)
{
    public string Type { get; init; } = "application/json";

    public static IEnumerable<BadRequest> All =>
    [
        .. Bodies, .. Names, .. Sources, .. Environments, .. People, .. Nodes, .. Wishes, .. Routes, .. Artifacts,
    ];

    private static BadRequest[] Bodies =>
    [
        Create("", "request.invalid"),
        Create("{", "request.invalid"),
        Create("[]", "request.invalid"),
        Create("{}", "request.invalid"),
        Create("""{"workspace_name": null}""", "request.invalid"),
        Create("""{"workspace_name": 1}""", "request.invalid"),
        Create("""{"workspace_name": "a", "start": "yes"}""", "request.invalid"),
        Create("""{"workspace_name": "\ud800"}""", "request.invalid"),
        Create("{\"workspace_name\": \"a\u00c3(\"}", "request.invalid"),
        Create("\u00ff\u00fe{", "request.invalid"),
        Create("""{"workspace_name": "a", "workspace_name": "b"}""", "request.invalid"),
        Create("""{"workspace_name": "a", "Start": false}""", "request.unknown_field"),
        Create("""{"workspace_name": "a", "imgae": "x"}""", "request.unknown_field"),
        new("POST", "/api/v1/users/invitations", """{"expires_in": "600"}""", "request.invalid"),
        new("POST", "/api/v1/artifacts", """{"name": "a", "metadata": {"a": 1, "a": 2}}""", "request.invalid"),
        Create("""{"workspace_name": "a", "repo": {"branhc": "x"}}""", "request.unknown_field"),
        Create("""{"workspace_name": "a"}""", "request.wrong_type", 415, 1) with { Type = "text/plain" },
        Create("""{"workspace_name": "a"}""", "request.wrong_type", 415, 1) with
        {
            Type = "application/json; charset=klingon",
        },
        new("POST", "/api/v1/workspaces/taken/rm", """{"forced": true}""", "request.unknown_field"),
        new("POST", "/api/v1/workspaces/taken/rm", """{"force": 1}""", "request.invalid"),
    ];

    private static IEnumerable<BadRequest> Names =>
    [
        .. from name in (string[])["", "A", "-x", ".x", "ws-1", "a/b", "../a", "a b", new('a', 41)]
           select Create($$"""{"workspace_name": "{{name}}"}""", "workspace.bad_name"),
        Create("""{"workspace_name": "taken"}""", "workspace.name_taken", 409, 5),
    ];

    private static IEnumerable<BadRequest> Sources =>
    [
        .. from url in (string[])
               [
                   "", "ext::sh -c true", "file:///etc", "/etc", "-uhttps://x/y", "http://host/x", "ssh://-oX/y",
                   "https://me:secret@host/x", "me@host:-x", "https://host/a b",
               ]
           select Create($$$"""{"workspace_name": "a", "repo": {"url": "{{{url}}}"}}""", "workspace.bad_source"),
        .. from branch in (string[])["", "-x", "a..b", "a b", "a\\n"]
           select Create(
               $$$"""{"workspace_name": "a", "repo": {"url": "https://h/x", "branch": "{{{branch}}}"}}""",
               "workspace.bad_source"),
        Create("""{"workspace_name": "a", "repo": {}}""", "workspace.bad_source"),
        new("PUT", "/api/v1/workspaces/taken/source", "x", "workspace.bad_source")
        {
            Type = "application/octet-stream",
        },
    ];

    private static IEnumerable<BadRequest> Environments =>
    [
        .. from image in (string[])["", "-x", "../x", "a/../b", "A", "a b", new('a', 256)]
           select Create($$"""{"workspace_name": "a", "image": "{{image}}"}""", "workspace.bad_image"),
        Create("""{"workspace_name": "a", "provider": "vagrant"}""", "workspace.unknown_provider"),
        Create("""{"workspace_name": "a", "providers": {"vagrant": {}}}""", "workspace.unknown_provider"),
        Create("""{"workspace_name": "a", "providers": {"docker": {"cpus": 0}}}""", "workspace.bad_size"),
        Create("""{"workspace_name": "a", "providers": {"docker": {"memory_bytes": -1}}}""", "workspace.bad_size"),
        Create("""{"workspace_name": "a", "node": "nobody"}""", "node.not_found", 404, 1),
        Create("""{"workspace_name": "a", "node_labels": {"-x": "y"}}""", "node.bad_label"),
    ];

    private static BadRequest[] People =>
    [
        Create("""{"workspace_name": "a", "github_username": "another"}""", "user.not_you", 403, 1),
        new("POST", "/api/v1/users", """{"github_username": "-x"}""", "user.bad_handle"),
        new("POST", "/api/v1/users", """{"github_username": "a", "ssh_pubkey": "x"}""", "user.bad_key"),
        new("POST", "/api/v1/users/invitations", """{"expires_in": 1}""", "user.bad_expiry"),
        new("POST", "/api/v1/users/register", """{"ssh_pubkey": "-oProxyCommand=x"}""", "user.bad_key"),
        new("POST", "/api/v1/users/register",
            $$"""{"ssh_pubkey": "{{Requests.Key}}", "ssh_pubkey_fingerprint": "SHA256:another"}""",
            "user.wrong_fingerprint"),
        new("DELETE", "/api/v1/users/invitations/000000000000", null, "user.no_invitation", 404, 1),
        new("POST", "/api/v1/users/token", null, "user.token_in_config", 409, 5),
        new("DELETE", "/api/v1/users/nobody", null, "user.not_found", 404, 1),
    ];

    private static IEnumerable<BadRequest> Nodes =>
    [
        .. from name in (string[])["", "-x", ".x", "../x", "node-1", "token", "a b", new('a', 64)]
           from path in (string[])["nodes", "nodes/join"]
           let version = path is "nodes" ? "" : """, "version": "1" """
           select new BadRequest("POST", $"/api/v1/{path}", $$"""{"name": "{{name}}"{{version}}}""", "node.bad_name"),
        new("POST", "/api/v1/nodes", """{"name": "n1"}""", "node.name_taken", 409, 5),
        new("POST", "/api/v1/nodes/-x/cordon", null, "node.not_found", 404, 1),
        new("PUT", "/api/v1/nodes/n1/labels", """{"set": {"a b": "c"}}""", "node.bad_label"),
        new("DELETE", "/api/v1/nodes/n1", null, "node.in_use", 409, 5),
        new("DELETE", "/api/v1/nodes/nobody", null, "node.not_found", 404, 1),
        new("DELETE", "/api/v1/nodes/token/000000000000", null, "node.no_join_token", 404, 1),
    ];

    private static IEnumerable<BadRequest> Wishes =>
    [
        .. from wish in (string[])["up", "down", "rm", "rebuild", "restart"]
           from name in (string[])["nobody", "-x", "..%2f..", "ws-1", "%ff"]
           select new BadRequest("POST", $"/api/v1/workspaces/{name}/{wish}", null, "workspace.not_found", 404, 1),
        new("POST", "/api/v1/workspaces/waits/up", null, "workspace.no_upload", 409, 5),
        new("POST", "/api/v1/workspaces/taken/restart", null, "workspace.not_running", 409, 5),
        new("POST", "/api/v1/workspaces/demo/rm", null, "workspace.node_away", 503, 4),
        new("POST", "/api/v1/runs/01900000-0000-7000-8000-000000000000/cancel", null, "run.not_found", 404, 1),
    ];

    private static BadRequest[] Routes =>
    [
        new("GET", "/api/v1/workspaces?limit=x", null, "request.invalid"),
        new("GET", "/api/v1/workspaces?nonsense=1", null, "request.invalid"),
        new("POST", "/api/v1/workspaces/taken/up?limit=1", null, "request.invalid"),
        new("GET", "/api/v1/events?run_id=%ff", null, "request.invalid"),
        new("GET", "/api/v1/events/stream?after=1000000", null, "event.unknown_position"),
        new("GET", "/api/v1/workspaces/taken/exec", null, "request.websocket_required"),
        new("GET", "/api/v1/nothing", null, "route.not_found", 404, 1),
        new("POST", "/api/v1/runs/x/cancel", null, "route.not_found", 404, 1),
        new("DELETE", "/api/v1/workspaces", null, "route.wrong_method", 405, 1),
    ];

    private static IEnumerable<BadRequest> Artifacts =>
    [
        .. from told in (string[])
               [
                   "\"name\": \"\"", "\"name\": \"..\"", "\"name\": \"a/b\"", "\"name\": \"a\\u0000\"",
                   "\"name\": \"a\", \"kind\": \"A b\"", "\"name\": \"a\", \"content_type\": \"text\"",
                   "\"name\": \"a\", \"byte_length\": -1", "\"name\": \"a\", \"sha256\": \"abc\"",
                   "\"name\": \"a\", \"metadata\": []",
                   "\"name\": \"a\", \"step_id\": \"01900000-0000-7000-8000-000000000000\"",
               ]
           select new BadRequest("POST", "/api/v1/artifacts", $"{{{told}}}", "artifact.invalid"),
        new("POST", "/api/v1/artifacts", """{"name": "a", "content": "!"}""", "artifact.invalid"),
        new("POST", "/api/v1/artifacts", """{"name": "a", "content": "YQ==", "byte_length": 2}""",
            "artifact.wrong_length"),
        new("POST", "/api/v1/artifacts", """{"name": "a", "byte_length": 262144001}""", "artifact.too_large", 413, 1),
        new("POST", "/api/v1/artifacts",
            """{"name": "a", "run_id": "01900000-0000-7000-8000-000000000000"}""", "run.not_found", 404, 1),
        new("DELETE", "/api/v1/artifacts/01900000-0000-7000-8000-000000000000", null, "artifact.not_found", 404, 1),
    ];

    private static BadRequest Create(string body, string code, int status = 422, int exitCode = 2) =>
        new("POST", "/api/v1/workspaces/create", body, code, status, exitCode);
}
