using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Health;

/// <summary>Looks at everything a workspace needs, from near to far.</summary>
internal sealed class Examination(Caller caller)
{
    private static readonly TimeSpan SkewWorthATelling = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken cancellationToken) =>
    [
        .. await Task.WhenAll(new Manifest(caller).For(Role.Client).Select(need => need.LookAsync(cancellationToken))),
        .. await ServerAsync(cancellationToken),
    ];

    private async Task<IReadOnlyList<Check>> ServerAsync(CancellationToken cancellationToken)
    {
        try
        {
            var server = caller.Server;
            var health = await caller.Client.HealthAsync(cancellationToken);
            return
            [
                new("server", Verdict.Ok, $"{server.Address} answers"),
                Versions(health),
                await ClockAsync(cancellationToken),
                .. await NodesAsync(server.TokenSource, cancellationToken),
            ];
        }
        catch (NexusException e)
        {
            return [new("server", Verdict.Fail, e.Error.Message, e.Error.Hint)];
        }
    }

    private static Check Versions(HealthView health)
    {
        var ours = OwnPrograms.Version;
        return ours == health.Version
            ? new("versions", Verdict.Ok, $"nexus and server {ours}")
            : new("versions", Verdict.Warn, $"nexus {ours}, server {health.Version}", "Update the older one.");
    }

    private async Task<Check> ClockAsync(CancellationToken cancellationToken)
    {
        if (await caller.Client.TimeAsync(cancellationToken) is not { } theirs)
            return new("clock", Verdict.Warn, "the server does not say what time it is");
        var skew = (caller.Clock.GetUtcNow() - theirs).Duration();
        return skew < SkewWorthATelling
            ? new("clock", Verdict.Ok, "agrees with the server's")
            : new("clock", Verdict.Warn, $"differs from the server's by {Words.Age(skew)}", "timedatectl set-ntp true");
    }

    private async Task<IReadOnlyList<Check>> NodesAsync(string tokenSource, CancellationToken cancellationToken)
    {
        IReadOnlyList<NodeView> nodes;
        try
        {
            nodes = await caller.Client.NodesAsync(cancellationToken);
        }
        catch (NexusException e)
        {
            return [new("token", Verdict.Fail, $"{e.Error.Message} (token: {tokenSource})", e.Error.Hint)];
        }

        var token = new Check("token", Verdict.Ok, $"from {tokenSource}");
        return nodes.Count == 0
            ? [token, new("nodes", Verdict.Fail, "none has joined", "nexus agent start --detach")]
            : [token, .. nodes.SelectMany(Node)];
    }

    private static IEnumerable<Check> Node(NodeView node)
    {
        yield return node.Status is NodeState.Joined
            ? new($"node {node.Name}", Verdict.Ok, $"joined, version {node.Version ?? "unknown"}")
            : new($"node {node.Name}", Verdict.Fail, Words.Of(node.Status), "On that machine: nexus agent status");
        foreach (var provider in node.Providers)
        {
            var name = $"{node.Name}/{provider.Name}";
            yield return provider is { IsAvailable: true, Reason: null }
                ? new(name, Verdict.Ok, provider.Version ?? "available")
                : new(name, Verdict.Warn, provider.Reason ?? "not available",
                    $"On that machine: {EngineNeeds.Mend(provider)}");
        }

        if (!node.Providers.Any(provider => provider.IsAvailable))
        {
            yield return new(
                $"{node.Name}/providers", Verdict.Fail, "none works",
                "Mend one of them, or without an engine: sudo apt-get install bubblewrap slirp4netns");
        }
    }
}
