using System.Globalization;
using System.Text;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Nodes;

/// <summary>A node as people read it.</summary>
internal static class NodeText
{
    public static IReadOnlyList<string> Row(NodeView node, DateTimeOffset now)
    {
        var providers = node.Providers.Where(provider => provider.IsAvailable).Select(provider => provider.Name);
        return
        [
            node.Name, Status(node), string.Join(",", providers) is { Length: > 0 } names ? names : "none",
            $"{node.Workspaces}",
            node.Capabilities is { Cpus: > 0 and var cpus } ? cpus.ToString(CultureInfo.InvariantCulture) : "-",
            node.Capabilities is { MemoryBytes: > 0 and var memory } ? Words.Size(memory) : "-",
            node.Version ?? "-", Seen(node, now), node.NodeId,
        ];
    }

    public static string Page(NodeView node, DateTimeOffset now)
    {
        var page = new StringBuilder();
        page.Append($"{node.Name} ({node.NodeId})\n\n");
        page.Append($"  Status      {Status(node)}\n");
        page.Append($"  Last seen   {Seen(node, now)}\n");
        page.Append($"  Joined      {Words.Time(node.JoinedAt)}\n");
        page.Append($"  Version     {node.Version ?? "-"}\n");
        if (node.Capabilities is { } machine)
            AddMachine(page, machine);
        page.Append(
            CultureInfo.InvariantCulture, $"  Workspaces  {node.Workspaces}, environments {node.Environments}\n");
        if (node.Labels is { Count: > 0 } labels)
            page.Append($"  Labels      {string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}"))}\n");
        page.Append("\n  Providers\n");
        foreach (var provider in node.Providers)
        {
            var state = provider switch
            {
                { IsAvailable: false } => $"no: {provider.Reason}",
                { Reason: { } lack } => $"{provider.Version ?? "available"}, but: {lack}",
                _ => provider.Version ?? "available",
            };
            page.Append($"    {provider.Name.PadRight(7)}  {state}\n");
        }

        if (node.Providers.Count == 0)
            page.Append("    none\n");
        return page.ToString().TrimEnd();
    }

    private static void AddMachine(StringBuilder page, NodeCapabilities machine)
    {
        page.Append($"  System      {machine.Os}, kernel {machine.Kernel}, {machine.Arch}\n");
        page.Append($"  Processors  {Known(machine.Cpus, $"{machine.Cpus}")}\n");
        page.Append($"  Memory      {Known(machine.MemoryBytes, Words.Size(machine.MemoryBytes))}\n");
        var disk = $"{Words.Size(machine.DiskBytes)}, {Words.Size(machine.DiskFreeBytes)} free";
        page.Append($"  Disk        {Known(machine.DiskBytes, disk)}\n");
    }

    private static string Known(long number, string text) => number > 0 ? text : "unknown";

    private static string Status(NodeView node) =>
        node.IsCordoned ? $"{Words.Of(node.Status)}, cordoned" : Words.Of(node.Status);

    private static string Seen(NodeView node, DateTimeOffset now) =>
        node.LastSeenAt is { } seen ? $"{Words.Age(now - seen)} ago" : "-";
}
