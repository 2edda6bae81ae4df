using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Acting;

/// <summary>Blueprints that are written down, put in force and run.</summary>
internal static class Acts
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Saved, validated and promoted under this name.</summary>
    public static async Task PromoteAsync(this Installation nexus, string name, string blueprint)
    {
        var file = Path.Combine(nexus.Root, $"{name}.yaml");
        await File.WriteAllTextAsync(file, blueprint, Ct);
        await nexus.NexusAsync("draft", "save", file);
        await nexus.NexusAsync("draft", "validate", name);
        await nexus.NexusAsync("draft", "promote", name);
    }

    public static async Task<Guid> StartRunAsync(this Installation nexus, string blueprint, params string[] inputs) =>
        JsonSerializer.Deserialize(
            await nexus.NexusAsync(
                ["run", "start", blueprint, "--json", .. inputs.SelectMany(input => (string[])["--input", input])]),
            ContractsJson.Default.RunView)!.RunId;

    /// <summary>A promoted blueprint of that one, run to its end.</summary>
    public static async Task<RunView> RunOnceAsync(
        this Installation nexus, string name, string blueprint, params string[] inputs)
    {
        await nexus.PromoteAsync(name, blueprint);
        return await nexus.EndAsync(await nexus.StartRunAsync($"bp.{name}", inputs));
    }

    public static Task<RunView> EndAsync(this Installation nexus, Guid run) =>
        nexus.UntilAsync(run, seen => seen.CompletedAt is not null);

    public static async Task<RunView> UntilAsync(this Installation nexus, Guid run, Func<RunView, bool> isSought)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            using var http = await nexus.HttpAsync();
            var json = await http.GetStringAsync(new Uri($"runs/{run}", UriKind.Relative), patience.Token);
            var seen = JsonSerializer.Deserialize(json, ContractsJson.Default.RunView)!;
            if (isSought(seen))
                return seen;
            await Task.Delay(50, patience.Token);
        }
    }

    public static async Task<IReadOnlyList<StepView>> StepsAsync(this Installation nexus, Guid run)
    {
        using var http = await nexus.HttpAsync();
        var json = await http.GetStringAsync(new Uri($"runs/{run}/steps", UriKind.Relative), Ct);
        return JsonSerializer.Deserialize(json, ContractsJson.Default.StepPage)!.Items;
    }
}
