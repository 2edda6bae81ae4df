using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport.Workspaced;

namespace Nexus.Workspaces.Lifecycle;

/// <summary>What keeps a workspace from being ready: names of services, each list in start order. Pure.</summary>
internal sealed record ServiceFaults
{
    /// <summary>What names cannot have: one that is the value of a secret as well is stored with it.</summary>
    private const char Masked = '*';

    /// <summary>They run, or should, and are not healthy.</summary>
    public IReadOnlyList<string> Unhealthy { get; init; } = [];

    /// <summary>The configuration has them, and nobody has started them since.</summary>
    public IReadOnlyList<string> NotStarted { get; init; } = [];

    /// <summary>They were started before the configuration gave them another port.</summary>
    public IReadOnlyList<string> Outdated { get; init; } = [];

    /// <summary>They were started, and the configuration has them no more.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public bool AreNone => this is { Unhealthy.Count: 0, AreOthers: false };

    /// <summary>Other services were started than the configuration has.</summary>
    private bool AreOthers => NotStarted.Count + Outdated.Count + Left.Count > 0;

    public static ServiceFaults Of(Workspace workspace, Snapshot seen)
    {
        var unhealthy = new ServiceFaults
        {
            Unhealthy = NamesOf(seen.Services.Where(service => service.State is not ServiceState.Healthy)),
        };
        if (workspace.Services.Any(service => service.Name.Contains(Masked, StringComparison.Ordinal)))
            return unhealthy;

        var known = workspace.Services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        var started = seen.Services.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Unhealthy = [.. unhealthy.Unhealthy.Where(known.Contains)],
            NotStarted = [.. known.Where(name => !started.Contains(name))],
            Outdated = NamesOf(seen.Services.Where(now => workspace.Services.Any(wanted =>
                wanted.Name == now.Name && (wanted.Port, wanted.Internal) != (now.Port, now.Internal)))),
            Left = [.. started.Where(name => !known.Contains(name))],
        };
    }

    /// <summary>Nobody told anything of them.</summary>
    public static ServiceFaults OfSilence(Workspace workspace) =>
        new() { Unhealthy = [.. workspace.Services.Select(service => service.Name)] };

    /// <returns>Null when there are none.</returns>
    public NexusError? ErrorOf(string workspace) => AreNone ? null
        : AreOthers ? WorkspaceErrors.OtherServices(workspace, this)
        : WorkspaceErrors.ServicesUnhealthy(workspace, Unhealthy);

    /// <summary>Of a step that waited for health; null when nothing is to be told.</summary>
    public JsonElement? OutputOf(string workspace) => AreNone
        ? null
        : JsonSerializer.SerializeToElement(
            new HealthOutput
            {
                Unhealthy = Unhealthy.Count > 0 ? Unhealthy : null,
                Warning = AreOthers ? ErrorOf(workspace) : null,
            },
            ContractsJson.Default.HealthOutput);

    private static IReadOnlyList<string> NamesOf(IEnumerable<ServiceSnapshot> services) =>
        [.. services.Select(service => service.Name)];
}
