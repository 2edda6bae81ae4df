using System.Text.Json;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Health;

/// <summary>What workspaces run on: the node's own program says, as it does when it joins.</summary>
internal sealed class EngineNeeds(Caller caller)
{
    private const string Name = "providers";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    public IEnumerable<Need> Needs() =>
    [
        new(Name, Role.Node, "run workspaces: one that works is enough") { LookAsync = ProbeAsync },
    ];

    /// <summary>The command that helps where a provider does not work.</summary>
    public static string Mend(ProviderView provider) => provider switch
    {
        { Name: "docker", IsAvailable: true } => "nexus image build; it is seen within seconds",
        { Name: "docker" } => "systemctl status docker, or leave it out: nexus agent start --providers process",
        _ => "sudo apt-get install bubblewrap slirp4netns; nexus-node probe",
    };

    private async Task<Check> ProbeAsync(CancellationToken cancellationToken)
    {
        var program = Path.Combine(caller.Place.Programs, "nexus-node");
        var result = await caller.Processes.RunAsync(
            new(new Argv(program, "probe", "--json")) { Deadline = AtMost }, cancellationToken);
        if (Parse(result) is not { } providers)
            return new(Name, Verdict.Fail, "nexus-node probe did not answer", $"{program} probe");
        var shown = string.Join("; ", providers.Select(Shown));
        if (providers.Any(one => one is { IsAvailable: true, Reason: null }))
            return new(Name, Verdict.Ok, shown);
        var next = string.Join("; or ", providers.Select(Mend));
        return new(Name, providers.Any(one => one.IsAvailable) ? Verdict.Warn : Verdict.Fail, shown, next);
    }

    private static IReadOnlyList<ProviderView>? Parse(ProcessResult result)
    {
        try
        {
            return result.IsSuccess
                ? JsonSerializer.Deserialize(result.Output, CliJson.Default.IReadOnlyListProviderView)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Shown(ProviderView provider) => provider is { IsAvailable: true, Reason: null }
        ? $"{provider.Name} {provider.Version ?? "works"}"
        : $"{provider.Name} not: {provider.Reason?.TrimEnd('.') ?? "unknown"}";
}
