using System.CommandLine;
using System.Globalization;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary><c>nexus workspace services</c></summary>
internal static class ServicesCommand
{
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
                Show(caller.Output, services);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Show(Output output, IReadOnlyDictionary<string, ServiceView> services)
    {
        output.Result(Table.Of(
            ["SERVICE", "STATUS", "PORT", "MAPPED", "RESTARTS", "URL"],
            services.Select(service => (IReadOnlyList<string>)
            [
                service.Key, Words.Of(service.Value.Status), Number(service.Value.Port),
                service.Value.Internal ? "internal" : Number(service.Value.MappedPort),
                Number(service.Value.Restarts), service.Value.Url ?? "-",
            ])));
        foreach (var (name, service) in services.Where(service => service.Value.Reason is not null))
            output.Result($"\n{name}: {service.Reason}");
        var hints = services.Values.Where(service => !service.Internal)
            .Select(service => service.Hint).OfType<string>();
        foreach (var hint in hints.Distinct(StringComparer.Ordinal))
            output.Say($"hint: {hint}");
    }

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
