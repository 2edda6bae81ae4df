using System.Text;
using Nexus.Cli.Keys;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>What somebody wants to know of a workspace that is up, and what to do next.</summary>
internal static class Summary
{
    private const int LongestCommand = 40;

    public static async Task<string> OfAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var hasSudo = await HasSudoAsync(caller, workspace, cancellationToken);
        var paint = caller.Output.ResultPaint;
        var doors = await DoorsAsFarAsAsync(caller, workspace, cancellationToken);
        var page = new StringBuilder();
        page.Append(workspace.Status is WorkspaceState.Ready
            ? paint.Bold(paint.Green("WORKSPACE READY"))
            : paint.Bold(paint.Yellow($"WORKSPACE {Words.Of(workspace.Status).ToUpperInvariant()}"))).Append("\n\n");
        page.Append($"  Project      {workspace.WorkspaceName}");
        page.Append(workspace.Source.Repo is { } repo ? $" ({repo})\n" : "\n");
        page.Append($"  Environment  {workspace.Provider ?? "none"} (workspace-{ShortId(workspace)})\n");
        if (workspace.Node is { } node)
            page.Append($"  Node         {node}\n");
        page.Append($"  Status       {Words.Of(workspace.Status)}\n");
        if (workspace.Workcell is { } cell)
        {
            page.Append(cell.RunId is { } run
                ? $"  Workcell     of run {run} ({cell.Purpose}), and gone with it\n"
                : $"  Workcell     of no run ({cell.Purpose})\n");
        }

        if (workspace.ExpiresAt is { } end)
            page.Append($"  Until        {Words.Time(end)}, unless a step uses it before\n");
        if (hasSudo is { } sudo)
            page.Append($"  Sudo         {(sudo ? "yes" : $"no, the provider {workspace.Provider} has none")}\n");
        AddServices(page, workspace, paint);
        AddDoors(page, doors, paint);
        SummaryOfGit.Add(page, workspace);
        AddMore(page, workspace);
        return page.ToString().TrimEnd();
    }

    /// <summary>Of a workspace that is not well, or not yet: its services as last seen, and its doors.</summary>
    public static async Task<string> AsFarAsKnownAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        var page = new StringBuilder();
        if (workspace.Services.Count > 0)
            AddServices(page, workspace, caller.Output.ResultPaint);
        if (workspace.Ssh.Port is not null)
        {
            var doors = await DoorsAsFarAsAsync(caller, workspace, cancellationToken);
            AddDoors(page, doors, caller.Output.ResultPaint);
        }

        return page.ToString().TrimEnd();
    }

    public static async Task<Doors> DoorsOfAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken) =>
        new(workspace, SshKeys.Identity(caller), await KnownHosts.KeepAsync(caller, workspace, cancellationToken));

    /// <summary>Where the host key cannot be kept, ssh asks about it.</summary>
    private static async Task<Doors> DoorsAsFarAsAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        try
        {
            return await DoorsOfAsync(caller, workspace, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "file.unusable")
        {
            caller.Output.Warn($"The host key is not kept: {e.Message}");
            return new(workspace, SshKeys.Identity(caller), knownHosts: null);
        }
    }

    private static string ShortId(WorkspaceView workspace) =>
        workspace.WorkspaceId.StartsWith("ws-", StringComparison.Ordinal)
            ? workspace.WorkspaceId["ws-".Length..]
            : workspace.WorkspaceId;

    /// <summary>What the node says of its provider; null when it cannot be asked.</summary>
    private static async Task<bool?> HasSudoAsync(
        Caller caller, WorkspaceView workspace, CancellationToken cancellationToken)
    {
        try
        {
            var nodes = await caller.Client.NodesAsync(cancellationToken);
            return nodes.Where(node => node.Name == workspace.Node)
                .SelectMany(node => node.Providers)
                .FirstOrDefault(provider => provider.Name == workspace.Provider)?.HasSudo;
        }
        catch (NexusException)
        {
            return null;
        }
    }

    private static void AddMore(StringBuilder page, WorkspaceView workspace)
    {
        var name = workspace.WorkspaceName;
        page.Append($"""

              More
                nexus workspace connect {name} --ssh   log in
                nexus workspace services {name}        list services and ports
                nexus workspace logs {name} SERVICE    what a service wrote
                nexus workspace exec {name} COMMAND    run a command inside
                nexus workspace down {name}            stop it

            """);
    }

    private static void AddDoors(StringBuilder page, Doors doors, Paint paint)
    {
        if (!doors.IsOpen)
            return;
        page.Append($"\n  SSH\n    {paint.Bold(doors.SshCommand)}\n");
        page.Append($"\n  Editor\n    {doors.CursorLink}\n    {doors.VsCodeLink}\n");
    }

    private static void AddServices(StringBuilder page, WorkspaceView workspace, Paint paint)
    {
        if (workspace.Services.Count == 0)
        {
            page.Append("\n  Services     none\n");
            return;
        }

        page.Append("\n  Services\n");
        var rows = workspace.Services.Select(service => (
            Name: service.Key, Status: Words.Of(service.Value.Status), Where: Where(service.Value),
            Command: Short(service.Value.Command))).ToList();
        var (name, status, where) =
            (rows.Max(row => row.Name.Length), rows.Max(row => row.Status.Length), rows.Max(row => row.Where.Length));
        foreach (var row in rows)
        {
            var word = row.Status.PadRight(status);
            var painted = row.Status is "healthy" ? paint.Green(word) : paint.Yellow(word);
            var line = $"    {row.Name.PadRight(name)}  {painted}  {row.Where.PadRight(where)}  {row.Command}";
            page.Append(line.TrimEnd()).Append('\n');
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

    private static string Short(string? command)
    {
        var line = (command ?? "").Trim().Split('\n')[0];
        return line.Length > LongestCommand ? $"{line[..(LongestCommand - 3)]}..." : line;
    }

    private static string Indented(string text) => text.Trim().Replace("\n", "\n      ", StringComparison.Ordinal);
}
