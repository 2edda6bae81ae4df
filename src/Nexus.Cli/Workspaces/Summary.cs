using System.Text;
using Nexus.Cli.Keys;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>What somebody wants to know of a workspace that is up, and what to do next.</summary>
internal static class Summary
{
    public static string Of(Caller caller, WorkspaceView workspace)
    {
        var paint = caller.Output.ResultPaint;
        var name = workspace.WorkspaceName;
        var doors = DoorsOf(caller, workspace);
        var page = new StringBuilder();
        page.Append(workspace.Status is WorkspaceState.Ready
            ? paint.Bold(paint.Green("WORKSPACE READY"))
            : paint.Bold(paint.Yellow($"WORKSPACE {Words.Of(workspace.Status).ToUpperInvariant()}"))).Append("\n\n");
        page.Append($"  Project      {name}{Repository(workspace)}\n");
        page.Append($"  Environment  {workspace.Provider ?? "none"}, workspace-{ShortId(workspace)}");
        page.Append(workspace.Node is { } node ? $" on {node}\n" : "\n");
        page.Append($"  Status       {Words.Of(workspace.Status)}\n");
        AddServices(page, workspace, paint);
        if (doors.IsOpen)
        {
            page.Append($"\n  SSH\n    {paint.Bold(doors.SshCommand)}\n");
            page.Append($"\n  Editor\n    {doors.CursorLink}\n    {doors.VsCodeLink}\n");
        }

        page.Append($"""

              More
                nexus workspace services {name}        list services and ports
                nexus workspace logs {name} SERVICE    what a service wrote
                nexus workspace exec {name} COMMAND    run a command inside
                nexus workspace down {name}            stop it

            """);
        return page.ToString().TrimEnd();
    }

    public static Doors DoorsOf(Caller caller, WorkspaceView workspace) =>
        new(workspace, SshKeys.IdentityFile(caller), KnownHosts.Keep(caller.Place, workspace));

    private static string ShortId(WorkspaceView workspace) =>
        workspace.WorkspaceId.StartsWith("ws-", StringComparison.Ordinal)
            ? workspace.WorkspaceId["ws-".Length..]
            : workspace.WorkspaceId;

    private static string Repository(WorkspaceView workspace)
    {
        var what = workspace.Source.Repo ?? workspace.Repo?.Url;
        var branch = workspace.Repo?.Branch ?? workspace.Source.Branch;
        return (what, branch) switch
        {
            (null, null) => "",
            (null, _) => $" ({branch})",
            (_, null) => $" ({what})",
            _ => $" ({what}, {branch})",
        };
    }

    private static void AddServices(StringBuilder page, WorkspaceView workspace, Paint paint)
    {
        if (workspace.Services.Count == 0)
        {
            page.Append("\n  Services     none\n");
            return;
        }

        page.Append("\n  Services\n");
        var rows = workspace.Services
            .Select(service =>
                (IReadOnlyList<string>)[service.Key, Words.Of(service.Value.Status), Where(service.Value)])
            .ToList();
        var widths = (Name: rows.Max(row => row[0].Length), Status: rows.Max(row => row[1].Length));
        foreach (var row in rows)
        {
            var status = row[1].PadRight(widths.Status);
            var painted = row[1] is "healthy" ? paint.Green(status) : paint.Yellow(status);
            page.Append($"    {row[0].PadRight(widths.Name)}  {painted}  {row[2]}".TrimEnd()).Append('\n');
        }

        foreach (var (service, view) in workspace.Services.Where(service => service.Value.Reason is not null))
            page.Append($"\n    {service}: {Indented(view.Reason ?? "")}\n");
    }

    private static string Where(ServiceView service) => service switch
    {
        { Internal: true, Port: { } port } => $"port {port} inside, internal",
        { Url: { } url } => url,
        { Port: { } port, MappedPort: { } mapped } => $"port {port} inside, {mapped} on the server",
        { Port: { } port } => $"port {port} inside",
        _ => "",
    };

    private static string Indented(string text) => text.Trim().Replace("\n", "\n      ", StringComparison.Ordinal);
}
