using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>Whether a service is still what it was: records compare their lists by reference.</summary>
internal static class ServiceEquality
{
    public static bool AreSame(ServiceConfig one, ServiceConfig other) =>
        one with { DependsOn = other.DependsOn, Environment = other.Environment, Secrets = other.Secrets } == other
        && one.DependsOn.SequenceEqual(other.DependsOn, StringComparer.Ordinal)
        && AreSame(one.Environment, other.Environment) && AreSame(one.Secrets, other.Secrets);

    private static bool AreSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count
        && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
