using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>Whether a service is still what it was: records compare their lists by reference.</summary>
internal static class ServiceEquality
{
    public static bool AreSame(ServiceConfig one, ServiceConfig other) =>
        one with { DependsOn = other.DependsOn, Environment = other.Environment } == other
        && one.DependsOn.SequenceEqual(other.DependsOn, StringComparer.Ordinal)
        && one.Environment.Count == other.Environment.Count
        && one.Environment.All(pair =>
            other.Environment.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
