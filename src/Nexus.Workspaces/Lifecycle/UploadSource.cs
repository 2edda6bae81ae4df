using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Nexus.Contracts;
using Nexus.Engine;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>PUT /api/v1/workspaces/{id}/source: a bundle, kept until it has arrived in the workspace.</summary>
internal static class UploadSource
{
    public static void Map(IEndpointRouteBuilder workspaces) =>
        workspaces.MapPut("/{id}/source", HandleAsync).WithName(nameof(UploadSource))
            .WithMetadata(new RouteNote(
                "Takes its source, a git bundle of at most 2 GiB, until that has arrived in it.",
                "workspace.bad_source", "workspace.not_found", "workspace.source_there", "workspace.upload_too_large",
                "workspace.wrong_state")
            { BodyType = "application/octet-stream" });

    private static async Task<NoContent> HandleAsync(
        string id, WorkspaceStore workspaces, HomeFiles files, HttpContext context, CancellationToken cancellationToken)
    {
        var workspace = (await workspaces.GetAsync(id, Caller.Of(context.User), cancellationToken)).Workspace;
        Check(workspace);
        if (context.Request.ContentLength > HomeFiles.LargestUpload)
            throw new NexusException(WorkspaceErrors.UploadTooLarge(HomeFiles.LargestUpload));
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = HomeFiles.LargestUpload;
        await files.KeepBundleAsync(workspace.Id, context.Request.Body, cancellationToken);
        try
        {
            await workspaces.ChangeAsync(
                workspace.Id, w => new(Check(w) with { Source = w.Source with { HasUpload = true } }),
                Cause.Of(context), cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found" or "workspace.source_there"
            or "workspace.wrong_state")
        {
            // It was removed, or went up, while this came: nobody would ever ask for the file.
            files.ForgetBundle(workspace.Id);
            throw;
        }

        return TypedResults.NoContent();
    }

    private static Workspace Check(Workspace workspace) => workspace switch
    {
        { Source.Type: not "local" } =>
            throw new NexusException(WorkspaceErrors.BadSource($"'{workspace.Name}' was not created for an upload")),
        { Source.HasArrived: true } => throw new NexusException(WorkspaceErrors.SourceThere(workspace.Name)),
        { Desired: DesiredState.Removed } => throw new NexusException(
            WorkspaceErrors.WrongState(workspace.Name, workspace.State, "take a source for")),
        _ => workspace,
    };
}
