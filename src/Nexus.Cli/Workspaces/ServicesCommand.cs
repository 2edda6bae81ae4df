using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace services</c></summary>
internal static class ServicesCommand
{
    private static readonly Table Columns = new(
        ["SERVICE", "STATUS", "PORT", "MAPPED", "CPU", "MEM", "UPTIME", "RESTARTS", "LAST EXIT"],
        "LAST EXIT", "RESTARTS", "UPTIME", "MEM", "CPU", "PORT", "MAPPED");

    public static Command Create(Caller caller)
    {
        var name = Shared.Workspace(caller);
        var json = Shared.Json();
        var command = new DocumentedCommand("services", "List the services of a workspace and their ports", name, json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var workspace = await new WorkspaceChoice(caller).ResolveAsync(parsed.GetValue(name), cancellationToken);
            var services = await caller.Client.ServicesAsync(workspace, cancellationToken);
            if (parsed.GetValue(json))
                caller.Output.Json(services, ContractsJson.Default.IReadOnlyDictionaryStringServiceView);
            else if (services.Count == 0)
                caller.Output.Say("No services: '.nexus/config.yaml' in the repository lists them.");
            else
                Show(caller, services);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Caller caller, IReadOnlyDictionary<string, ServiceView> services)
    {
        caller.Output.Result(Columns.Of(
            services.Select(service => (IReadOnlyList<string>)
            [
                service.Key, Words.Of(service.Value.Status), Number(service.Value.Port),
                service.Value.Internal ? "internal" : Number(service.Value.MappedPort),
                service.Value.CpuPercent is { } cpu ? string.Create(CultureInfo.InvariantCulture, $"{cpu:0.0}%") : "-",
                service.Value.MemoryBytes is { } memory ? Words.Size(memory) : "-",
                service.Value.UptimeSeconds is { } uptime ? Words.Age(TimeSpan.FromSeconds(uptime)) : "-",
                Number(service.Value.Restarts), Number(service.Value.LastExitCode),
            ]),
            caller.Place.ResultRoom));
        foreach (var (name, service) in services.Where(service => service.Value.Url is not null))
            caller.Output.Result($"\n{name}: {service.Url}");
        foreach (var (name, service) in services.Where(service => service.Value.Reason is not null))
            caller.Output.Result($"\n{name}: {service.Reason}");
        if (services.Where(service => HasOnlyAPort(service.Value)).Select(service => service.Key).ToList()
            is { Count: > 0 } names)
        {
            caller.Output.Say(
                $"hint: {string.Join(", ", names)}: connect to the MAPPED port; 'health_check: /' gives a link");
        }
    }

    /// <summary>It is well, and what it speaks is not known. Of the others the table and their reasons tell.</summary>
    private static bool HasOnlyAPort(ServiceView service) =>
        service is { Status: ServiceState.Healthy, Internal: false, MappedPort: not null, Url: null };

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
