using Nexus.Cli.Servers;
using Nexus.Contracts;

namespace Nexus.Cli.Health;

/// <summary>A credential as a reference: the server's variable it may come from, and the secret it becomes.</summary>
/// <param name="Variable">Read by the server when it starts.</param>
/// <param name="Path">Below <c>sys/ENV/</c>.</param>
/// <param name="Provider">Whose it is.</param>
internal sealed record ProviderKey(string Variable, string Path, string Provider);

/// <summary>Keys of language models. None is needed before a blueprint has a step for an agent.</summary>
internal sealed class CredentialNeeds(Caller caller)
{
    private const int Most = 500;

    public static IReadOnlyList<ProviderKey> Keys { get; } =
    [
        new("ANTHROPIC_API_KEY", "providers/anthropic", "Anthropic"),
        new("OPENAI_API_KEY", "providers/openai", "OpenAI"),
    ];

    public IEnumerable<Need> Needs() => Keys.Select(key => new Need(
        key.Variable, Role.Server, $"lets agents use models of {key.Provider}; one such key is enough")
    {
        LookAsync = token => LookAsync(key, token),
    });

    private async Task<Check> LookAsync(ProviderKey key, CancellationToken cancellationToken)
    {
        if (caller.Place.Set(key.Variable) is not null)
            return new(key.Variable, Verdict.Ok, $"set here, for {Path(key)}");
        var (hasSecret, blueprint) = await AskAsync(key, cancellationToken);
        if (hasSecret)
            return new(key.Variable, Verdict.Ok, $"not set, and the server has {Path(key)}");
        return blueprint is null ? Unasked(key) : new(
            key.Variable, Verdict.Fail, $"not set, and {blueprint}, which is in force, asks models of {key.Provider}",
            $"nexus secret set sys/{key.Path}, or the variable in the server's environment (--write-env FILE)");
    }

    /// <summary>What a server says that runs here; before there is one nothing is in force.</summary>
    private async Task<(bool HasSecret, string? Blueprint)> AskAsync(
        ProviderKey key, CancellationToken cancellationToken)
    {
        try
        {
            if (!caller.Server.Address.IsLoopback)
                return (false, null);
            var secrets = await caller.Client.SecretsAsync(Most, "sys/", cancellationToken);
            if (secrets.Items.Any(secret => secret.Path.EndsWith($"/{key.Path}", StringComparison.Ordinal)))
                return (true, null);
            var blueprints = await caller.Client.BlueprintsAsync(Most, cancellationToken);
            return (false, blueprints.Items.FirstOrDefault(blueprint => blueprint.Status is "active"
                && blueprint.Providers.Contains(key.Provider, StringComparer.OrdinalIgnoreCase))?.BlueprintId);
        }
        catch (NexusException)
        {
            return (false, null); // None runs, or this is nobody it knows.
        }
    }

    private Check Unasked(ProviderKey key)
    {
        var another = Keys.FirstOrDefault(other => caller.Place.Set(other.Variable) is not null);
        return another is not null
            ? new(key.Variable, Verdict.Ok, $"not set, and {another.Variable} is")
            : new(key.Variable, Verdict.Warn, "not set",
                $"nexus secret set sys/{key.Path}, or the variable in the server's environment (--write-env FILE)");
    }

    private string Path(ProviderKey key)
    {
        using var config = Json.Read(new LocalHome(caller.Place.NexusHome).ConfigFile);
        return $"sys/{Json.Text(config, "env_id") ?? "ENV"}/{key.Path}";
    }
}
