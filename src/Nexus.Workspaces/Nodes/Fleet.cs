using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Platform.Tracing;
using Nexus.Transport.Control;
using Nexus.Transport.Workspaced;
using Nexus.Workspaces.Lifecycle;

namespace Nexus.Workspaces.Nodes;

/// <summary>The connected nodes, in memory: heartbeats, what they report, and commands to them.</summary>
public sealed class Fleet(TimeProvider clock)
{
    /// <summary>How long a command waits for a node that was lost while it ran.</summary>
    private static readonly TimeSpan Return = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, NodeLink> _links = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Snapshot> _last = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _providers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _lost = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _silent = new(StringComparer.Ordinal);
    private ImmutableArray<Action> _watchers = [];

    internal ICollection<NodeLink> Links => _links.Values;

    internal NodeLink? LinkOf(string nodeId) => _links.GetValueOrDefault(nodeId);

    public bool IsConnected(string nodeId) => _links.ContainsKey(nodeId);

    /// <summary>Its inventory was compared since it connected: what it does not report, it does not have.</summary>
    public bool IsCompared(string nodeId) => LinkOf(nodeId)?.IsCompared is true;

    /// <summary>What the node does not report of this provider, it does not have.</summary>
    internal bool Covers(Placement placement) =>
        LinkOf(placement.NodeId) is { IsCompared: true } link
            && link.Covered?.Contains(placement.Provider, StringComparer.Ordinal) is not false;

    /// <summary>
    /// Every provider it told of since this server started, also one that does not work for now; empty: none was heard.
    /// </summary>
    internal IReadOnlySet<string> ProvidersOf(string nodeId) =>
        _providers.GetValueOrDefault(nodeId, ImmutableHashSet<string>.Empty);

    /// <returns>Null when the node is away or has no such environment.</returns>
    public EnvironmentReport? ReportOf(string nodeId, string workspaceId) =>
        LinkOf(nodeId)?.Reports.GetValueOrDefault(workspaceId);

    /// <returns>How its services were when its daemon was last heard; null: never, or they ended since.</returns>
    internal Snapshot? LastSeenOf(string workspaceId) => _last.GetValueOrDefault(workspaceId);

    /// <returns>When a node that is away was last heard; null: never since the server started.</returns>
    internal DateTimeOffset? LastHeardOf(string nodeId) =>
        _lost.TryGetValue(nodeId, out var time) && !IsConnected(nodeId) ? time : null;

    /// <summary>It was waited for, as long as it is: whoever asks it hears so at once.</summary>
    internal bool IsSilent(string nodeId) => _silent.ContainsKey(nodeId);

    /// <summary>
    /// Sends a command and waits; a lost connection is waited for and the command sent again under its id.
    /// </summary>
    /// <exception cref="NexusException">
    /// <c>node.unreachable</c>, <c>node.no_answer</c>, or the node's refusal.
    /// </exception>
    public async Task<JsonElement?> AskAsync<T>(
        NodeCommand command, T body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var span = Spans.BeginCall("node", command.Verb)?.SetTag("nexus.node.name", command.NodeName);
        var started = clock.GetTimestamp();
        var json = JsonSerializer.SerializeToElement(body, type);
        while (true)
        {
            var left = command.Deadline - clock.GetElapsedTime(started);
            var link = LinkOf(command.NodeId) ?? throw new NexusException(NodeErrors.Unreachable(command.NodeName));
            if (left <= TimeSpan.Zero)
                throw new NexusException(NodeErrors.NoAnswer(command.NodeName, command.Verb));
            try
            {
                var request = new ControlMessage
                {
                    Id = command.Id,
                    Verb = command.Verb,
                    Epoch = command.Epoch,
                    DeadlineMs = (int)left.TotalMilliseconds,
                    Body = json,
                    CorrelationId = Correlation.Current,
                };
                return await link.Control.AskAsync(request, cancellationToken);
            }
            catch (TimeoutException e)
            {
                throw new NexusException(NodeErrors.NoAnswer(command.NodeName, command.Verb), e);
            }
            catch (IOException e)
            {
                bool IsBack() => LinkOf(command.NodeId) is { } next && next != link;
                var patience = IsSilent(command.NodeId) ? TimeSpan.Zero : left < Return ? left : Return;
                if (!await this.ForAsync(IsBack, patience, clock, cancellationToken))
                    throw new NexusException(NodeErrors.Unreachable(command.NodeName), e);
            }
        }
    }

    /// <summary>Calls when a node came or went, or a report changed: a hint to look, until it is disposed.</summary>
    internal IDisposable Watch(Action look)
    {
        ImmutableInterlocked.Update(ref _watchers, all => all.Add(look));
        return new Watcher(() => ImmutableInterlocked.Update(ref _watchers, all => all.Remove(look)));
    }

    internal void Add(NodeLink link)
    {
        NodeLink? before = null;
        _links.AddOrUpdate(link.Node.Id, link, (_, old) =>
        {
            before = old;
            return link;
        });
        _silent.TryRemove(link.Node.Id, out _);
        if (before != link)
            before?.Control.Abort();
        Heard(link);
    }

    /// <summary>It told of its providers; what it had before is not forgotten, for it may have it again.</summary>
    internal void Heard(NodeLink link)
    {
        var names = link.Providers.Select(provider => provider.Name).ToImmutableHashSet(StringComparer.Ordinal);
        _providers.AddOrUpdate(link.Node.Id, names, (_, known) => known.Union(names));
        Tell();
    }

    /// <summary>It keeps its connection and says nothing, unlike one that is started again.</summary>
    internal void Silenced(NodeLink link)
    {
        _silent[link.Node.Id] = true;
        Remove(link);
    }

    internal void Remove(NodeLink link)
    {
        if (LinkOf(link.Node.Id) == link)
            _lost[link.Node.Id] = clock.GetUtcNow() - clock.GetElapsedTime(link.Control.LastHeard);
        if (_links.TryRemove(new(link.Node.Id, link)))
            Tell();
    }

    /// <summary>It belongs to the inventory that the node is compared by.</summary>
    internal void Inventory(NodeLink link, EnvironmentReport report)
    {
        link.Reports[report.WorkspaceId] = report;
        Keep(report);
    }

    internal void Report(NodeLink link, EnvironmentReport report)
    {
        Keep(link.Reports.AddOrUpdate(
            report.WorkspaceId, report, (_, known) => IsOlder(report, known) ? known : report));
        Tell();
    }

    /// <summary>Reports come by two ways, and the slower one must not undo the faster.</summary>
    private static bool IsOlder(EnvironmentReport report, EnvironmentReport known) =>
        report is { IsRunning: true, Services: { } now } && known.Services is { } before
            && now.BootId == before.BootId && now.Generation < before.Generation;

    /// <summary>The node said so in its answer; its next report may come later than who asks next.</summary>
    internal void Ended(string nodeId, string workspaceId)
    {
        if (LinkOf(nodeId) is { } link && link.Reports.TryGetValue(workspaceId, out var known))
            Report(link, known with { IsRunning = false, IsPaused = false, Services = null, Reason = null });
    }

    internal void Forget(string nodeId, string workspaceId)
    {
        LinkOf(nodeId)?.Reports.TryRemove(workspaceId, out _);
        _last.TryRemove(workspaceId, out _);
    }

    /// <summary>Of those that are gone nothing is remembered.</summary>
    internal void ForgetAllBut(IReadOnlySet<string> workspaceIds)
    {
        foreach (var id in _last.Keys.Where(id => !workspaceIds.Contains(id)))
            _last.TryRemove(id, out _);
    }

    private void Keep(EnvironmentReport report)
    {
        if (report is { IsRunning: true, Services: { } services })
            _last[report.WorkspaceId] = services;
        else if (report is { IsRunning: false, IsPaused: false })
            _last.TryRemove(report.WorkspaceId, out _);
    }

    internal void Tell()
    {
        foreach (var look in _watchers)
            look();
    }
}
