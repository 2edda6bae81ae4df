using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Workspaces.Nodes;

/// <summary>What an administrator says of a node, for workspaces to ask for.</summary>
internal static partial class Labels
{
    private const int Most = 32;

    public static IReadOnlyDictionary<string, string> None { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="NexusException"><c>node.bad_label</c>.</exception>
    public static void Check(IReadOnlyDictionary<string, string>? labels)
    {
        if (labels is null)
            return;
        if (labels.Count > Most)
            throw new NexusException(NodeErrors.TooManyLabels(Most));

        // A value of a map may be null whatever its type says.
        foreach (var (key, value) in labels)
        {
            if (!Key().IsMatch(key) || value is null || !Value().IsMatch(value))
                throw new NexusException(NodeErrors.BadLabel($"{key}={value}"));
        }
    }

    /// <exception cref="NexusException"><c>node.bad_label</c>: one of them, or there would be too many.</exception>
    public static IReadOnlyDictionary<string, string> Changed(
        IReadOnlyDictionary<string, string> before, NodeLabelsRequest request)
    {
        Check(request.Set);
        var after = new SortedDictionary<string, string>(
            before.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var key in request.Remove ?? [])
            after.Remove(key ?? throw new NexusException(NodeErrors.BadLabel("null")));
        foreach (var (key, value) in request.Set ?? None)
            after[key] = value;
        Check(after);
        return after;
    }

    public static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(label => other.GetValueOrDefault(label.Key) == label.Value);

    [GeneratedRegex(
        @"^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Key();

    [GeneratedRegex(
        @"^([A-Za-z0-9][A-Za-z0-9._-]{0,62})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Value();
}
