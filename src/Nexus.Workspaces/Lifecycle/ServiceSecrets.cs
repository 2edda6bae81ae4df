using Nexus.Contracts;
using Nexus.Engine.Secrets;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What the services of a workspace need of their owner's secrets: read when they are about to start, sent, and kept
/// nowhere.
/// </summary>
internal sealed class ServiceSecrets(SecretReader secrets)
{
    /// <param name="workspace">Whose.</param>
    /// <param name="only">The service that is about to start; null: all of them.</param>
    /// <returns>Values by the path that the repository wrote; of the others, those that are there.</returns>
    /// <exception cref="NexusException">
    /// <c>service.secret_missing</c>: which service needs which; <c>secret.forbidden</c>, <c>secret.unreadable</c>.
    /// </exception>
    public IReadOnlyDictionary<string, string> Of(Workspace workspace, string? only = null)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in workspace.Services)
        {
            var isNeeded = only is null || only == service.Name;
            foreach (var path in service.Secrets ?? [])
            {
                if ((isNeeded ? Read(workspace, service.Name, path) : TryRead(workspace, path)) is { } value)
                    values[path] = value;
            }
        }

        return values;
    }

    private string? TryRead(Workspace workspace, string path)
    {
        try
        {
            return secrets.Read(path, workspace.OwnerId);
        }
        catch (NexusException)
        {
            return null;
        }
    }

    private string Read(Workspace workspace, string service, string path)
    {
        try
        {
            return secrets.Read(path, workspace.OwnerId);
        }
        catch (NexusException e) when (e.Error.Code is "secret.not_found")
        {
            throw new NexusException(WorkspaceErrors.SecretMissing(workspace.Name, service, path), e);
        }
    }
}
