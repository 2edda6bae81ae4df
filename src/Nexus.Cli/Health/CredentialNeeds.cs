using Nexus.Cli.Servers;

namespace Nexus.Cli.Health;

/// <summary>A credential as a reference: the server's variable it may come from, and the secret it becomes.</summary>
/// <param name="Variable">Read by the server when it starts.</param>
/// <param name="Path">Below <c>sys/ENV/</c>.</param>
/// <param name="Provider">Whose it is.</param>
internal sealed record ProviderKey(string Variable, string Path, string Provider);

/// <summary>Keys of language models. None is needed before a blueprint has a step for an agent.</summary>
internal sealed class CredentialNeeds(Caller caller)
{
    public static IReadOnlyList<ProviderKey> Keys { get; } =
    [
        new("ANTHROPIC_API_KEY", "providers/anthropic", "Anthropic"),
        new("OPENAI_API_KEY", "providers/openai", "OpenAI"),
    ];

    public IEnumerable<Need> Needs() => Keys.Select(key => Need.Of(
        key.Variable, Role.Server, $"lets agents use models of {key.Provider}; one such key is enough",
        () => Look(key)));

    private Check Look(ProviderKey key)
    {
        if (caller.Place.Set(key.Variable) is not null)
            return new(key.Variable, Verdict.Ok, $"set here, for {Path(key)}");
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
