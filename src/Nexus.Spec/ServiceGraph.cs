namespace Nexus.Spec;

/// <summary>In which order services start and stop.</summary>
public static class ServiceGraph
{
    /// <summary>
    /// Waves: all of one wave may start together once the waves before it are healthy. Names that are no service
    /// count as healthy. Within a wave the order is that of the file.
    /// </summary>
    /// <exception cref="ArgumentException">There is a cycle; <see cref="ConfigLoader"/> lets none through.</exception>
    public static IReadOnlyList<IReadOnlyList<ServiceConfig>> Order(IReadOnlyList<ServiceConfig> services) =>
        Waves(services, _ => throw new ArgumentException("Services wait for each other.", nameof(services)));

    /// <summary>
    /// The waves in which services stop: dependents before what they depend on. Those that were started by files of
    /// different times may wait for each other: they stop together.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<ServiceConfig>> StopOrder(IReadOnlyList<ServiceConfig> services) =>
        [
            .. Enumerable.Reverse(Waves(services, circle => [.. circle]))
                .Select(wave => (IReadOnlyList<ServiceConfig>)[.. wave.Reverse()]),
        ];

    private static List<IReadOnlyList<ServiceConfig>> Waves(
        IReadOnlyList<ServiceConfig> services, Func<List<ServiceConfig>, List<ServiceConfig>> ofCircle)
    {
        var waiting = services.ToList();
        var waves = new List<IReadOnlyList<ServiceConfig>>();
        while (waiting.Count > 0)
        {
            var names = waiting.Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
            var wave = waiting.FindAll(service => !service.DependsOn.Any(names.Contains));
            if (wave.Count == 0)
                wave = ofCircle(waiting);
            waves.Add(wave);
            waiting.RemoveAll(wave.Contains);
        }

        return waves;
    }

    /// <summary>Each circle once, as <c>a, b, a</c>.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> Cycles(IReadOnlyList<ServiceConfig> services)
    {
        var needs = services.ToLookup(service => service.Name, service => service.DependsOn, StringComparer.Ordinal);
        var cycles = new List<IReadOnlyList<string>>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var service in services)
            Visit(service.Name);
        return cycles;

        void Visit(string name)
        {
            if (path.IndexOf(name) is var start and >= 0)
            {
                cycles.Add([.. path[start..], name]);
                return;
            }

            if (!done.Add(name))
                return;
            path.Add(name);
            foreach (var next in needs[name].SelectMany(names => names))
                Visit(next);
            path.RemoveAt(path.Count - 1);
        }
    }
}
