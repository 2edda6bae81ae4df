using Nexus.Contracts;
using Nexus.Engine.Secrets;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>
/// What the services of a workspace need of their owner's secrets: read when they are about to start, sent, and kept
/// nowhere.
/// </summary>
internal sealed class ServiceSecrets(SecretReader secrets)
{
    /// <returns>Values by the path that the repository wrote.</returns>
    /// <exception cref="NexusException">
    /// <c>service.secret_missing</c>: which service needs which; <c>secret.forbidden</c>, <c>secret.unreadable</c>.
    /// </exception>
    public IReadOnlyDictionary<string, string> Of(Workspace workspace)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in workspace.Services)
        {
            foreach (var path in service.Secrets ?? [])
                values[path] = Read(workspace, service.Name, path);
        }

        return values;
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
