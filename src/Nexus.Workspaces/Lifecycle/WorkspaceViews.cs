using System.Net;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Nodes;
using Nexus.Workspaces.Ports;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>A workspace as callers see it: what is stored, and what its node reports right now.</summary>
public sealed class WorkspaceViews(ObservedServices observed, IOptions<PortOptions> ports)
{
    /// <param name="workspace">As stored.</param>
    /// <param name="usage">What its services use, when somebody asked.</param>
    public WorkspaceView Of(Workspace workspace, IReadOnlyDictionary<string, ServiceUsage>? usage = null)
    {
        var isAway = observed.IsAway(workspace);
        return new()
        {
            WorkspaceId = workspace.Id,
            WorkspaceName = workspace.Name,
            Owner = workspace.Owner,
            Status = StatusOf(workspace),
            Desired = workspace.Desired,
            Provider = workspace.Placement?.Provider ?? workspace.Config.Provider,
            Node = workspace.Placement?.NodeName ?? workspace.Config.Node,
            Config = workspace.Config with
            {
                Image = workspace.Config.Of(workspace.Placement?.Provider ?? workspace.Config.Provider ?? "").Image,
                Services = workspace.Services.ToDictionary(
                    s => s.Name, s => new ServicePort(s.Port), StringComparer.Ordinal),
            },
            Ssh = new(Host, workspace.SshPort, "dev", workspace.PubkeyFingerprint, workspace.HostPublicKey),
            Services = ServicesOf(workspace, usage),
            Repo = workspace.Repo ?? (workspace.Source.Url is null
                ? null : new RepoView(workspace.Source.Url, workspace.Source.Branch, null)),
            Source = workspace.Source.ToView(),
            Error = isAway ? NodeErrors.Unreachable(workspace.Placement?.NodeName ?? "") : workspace.Error,
            Warning = WorkspaceWarnings.Of(workspace),
            RunId = workspace.RunId?.ToString(),
            Workcell = workspace.Lifespan?.Purpose is { } purpose ? new(workspace.Maker?.RunId, purpose) : null,
            ExpiresAt = workspace.Lifespan?.Until,
            CreatedAt = workspace.CreatedAt,
            ChangedAt = workspace.ChangedAt,
            LastHeardAt = isAway ? observed.LastHeardOf(workspace) : null,
        };
    }

    /// <summary>As stored, unless its node is away.</summary>
    public WorkspaceState StatusOf(Workspace workspace) =>
        observed.IsAway(workspace) ? WorkspaceState.Unreachable : workspace.State;

    public IReadOnlyDictionary<string, ServiceView> ServicesOf(
        Workspace workspace, IReadOnlyDictionary<string, ServiceUsage>? usage)
    {
        var trouble = observed.TroubleOf(workspace);
        var views = new ServiceViews(workspace, observed.SeenOf(workspace, trouble), trouble, UrlHost);
        return views.All(seen => observed.ReasonOf(workspace, seen, trouble), usage);
    }

    /// <summary>Where the doors can be reached: the name of this machine when they listen everywhere.</summary>
    private string Host => IPAddress.Parse(ports.Value.Bind) switch
    {
        var any when any.Equals(IPAddress.Any) || any.Equals(IPAddress.IPv6Any) =>
            ports.Value.Host ?? Dns.GetHostName(),
        var address => ports.Value.Host ?? address.ToString(),
    };

    private string UrlHost => Host is "127.0.0.1" ? "localhost" : Host;
}
