using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Contracts;
using Nexus.Engine;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;
using Nexus.Workspaces.Nodes;

namespace Nexus.Workspaces.Gateway;

/// <summary>GET /api/v1/workspaces/{id}/logs: one LogLine a line, for as long as it is followed.</summary>
internal static class LogsEndpoint
{
    public static async Task HandleAsync(
        string id, HttpContext context, WorkspaceStore workspaces, Visits visits,
        string? service, bool? follow, DateTimeOffset? since, int? tail, CancellationToken cancellationToken)
    {
        QueryErrors.AtLeast("tail", 0, tail);
        var stored = await workspaces.GetAsync(id, Caller.Of(context.User), cancellationToken);
        var workspace = stored.Workspace;
        var request = new LogsRequest { Service = service, Follow = follow is true, Since = since, Tail = tail };
        await using var stream = await OpenAsync(workspace, request, visits, cancellationToken);
        context.Response.ContentType = "application/x-ndjson";
        await context.Response.StartAsync(cancellationToken);
        try
        {
            while (true)
            {
                var batch = await stream.Channel.ReadAsync(TransportJson.Default.LogBatch, cancellationToken);
                foreach (var line in batch.Lines)
                {
                    await JsonSerializer.SerializeAsync(
                        context.Response.Body, line, ContractsJson.Default.LogLine, cancellationToken);
                    await context.Response.Body.WriteAsync("\n"u8.ToArray(), cancellationToken);
                }

                await context.Response.Body.FlushAsync(cancellationToken);
            }
        }
        catch (EndOfStreamException)
        {
            // All that was asked for has been sent.
        }
        catch (IOException)
        {
            context.Abort();
        }
    }

    private static async Task<OpenedChannel> OpenAsync(
        Workspace workspace, LogsRequest request, Visits visits, CancellationToken cancellationToken)
    {
        try
        {
            return await visits.OpenAsync(
                workspace, Verbs.Logs, request, TransportJson.Default.LogsRequest, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_running")
        {
            throw new NexusException(WorkspaceErrors.LogsInside(workspace.Name, workspace.State), e);
        }
    }
}
