namespace Nexus.Spec.Loading;

/// <summary>What only shows when all services are looked at together.</summary>
internal static class ServiceChecks
{
    public static void Check(IReadOnlyList<ReadService> services, Problems problems)
    {
        CheckPorts(services, problems);
        CheckDependencies(services, problems);
        foreach (var cycle in ServiceGraph.Cycles([.. services.Select(read => read.Service)]))
        {
            problems.Add(ProblemCodes.Cycle, At(services.First(read => read.Service.Name == cycle[0])),
                $"Services wait for each other: {string.Join(" -> ", cycle.Take(20).Select(Show.Short))}.",
                "Remove one of these depends_on.");
        }
    }

    /// <summary>Internal ones too: all services of a workspace share one network.</summary>
    private static void CheckPorts(IReadOnlyList<ReadService> services, Problems problems)
    {
        var taken = new Dictionary<int, ReadService>();
        foreach (var read in services)
        {
            if (read.Service is { Port: { } port } && !taken.TryAdd(port, read))
            {
                problems.Add(ProblemCodes.DuplicatePort, read.Section.Value("port") ?? read.Name,
                    $"Port {port} of '{Show.Short(read.Service.Name)}' is taken by "
                    + $"'{Show.Short(taken[port].Service.Name)}' on line {taken[port].Section.Value("port")?.Line}.",
                    "Let one of them listen on another port.");
            }
        }
    }

    private static void CheckDependencies(IReadOnlyList<ReadService> services, Problems problems)
    {
        var names = services.Select(read => read.Service.Name).ToList();
        foreach (var read in services)
        {
            foreach (var wanted in read.Service.DependsOn.Except(names, StringComparer.Ordinal))
            {
                problems.Add(ProblemCodes.UnknownService, At(read),
                    $"'{Show.Short(read.Service.Name)}' depends on '{Show.Short(wanted)}', which is not a service.",
                    Suggestion.Nearest(wanted, names) is { } near
                        ? $"Did you mean '{near}'?"
                        : "Add it under 'services:', or remove it here.");
            }
        }
    }

    private static Yaml.YamlValue At(ReadService read) => read.Section.Value("depends_on") ?? read.Name;
}
