using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace list</c></summary>
internal static class ListCommand
{
    private static readonly Table Columns = new(
        ["NAME", "STATUS", "PROVIDER", "NODE", "SSH", "AGE", "ID"], "ID", "AGE", "PROVIDER", "NODE", "SSH");

    /// <summary>Where some are there for a while only.</summary>
    private static readonly Table ColumnsWithEnd = new(
        ["NAME", "STATUS", "PROVIDER", "NODE", "SSH", "AGE", "WORKCELL OF RUN", "UNTIL", "ID"],
        "ID", "AGE", "PROVIDER", "NODE", "SSH", "WORKCELL OF RUN", "UNTIL");

    public static Command Create(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("list", "List your workspaces", json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workspaces = await caller.Client.WorkspacesAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(new(workspaces, null), ContractsJson.Default.WorkspacePage);
            }
            else
            {
                var hasEnd = workspaces.Any(workspace => workspace.ExpiresAt is not null);
                var now = caller.Clock.GetUtcNow();
                caller.List(
                    hasEnd ? ColumnsWithEnd : Columns, workspaces.Select(workspace => Row(workspace, now, hasEnd)),
                    "No workspaces yet: 'nexus workspace create NAME' makes one.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Row(WorkspaceView workspace, DateTimeOffset now, bool hasEnd) =>
    [
        workspace.WorkspaceName, Words.Of(workspace.Status), workspace.Provider ?? "-", workspace.Node ?? "-",
        workspace.Ssh.Port?.ToString(CultureInfo.InvariantCulture) ?? "-", Words.Age(now - workspace.CreatedAt),
        .. hasEnd ? EndOf(workspace) : [], workspace.WorkspaceId,
    ];

    private static IReadOnlyList<string> EndOf(WorkspaceView workspace) =>
    [
        workspace.Workcell is { } cell ? $"{cell.RunId?.ToString() ?? "no run"} ({cell.Purpose})" : "-",
        workspace.ExpiresAt is { } time ? Words.Time(time) : "-",
    ];
}
