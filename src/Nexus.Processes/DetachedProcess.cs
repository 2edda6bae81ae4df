namespace Nexus.Processes;

/// <summary>Starts programs that go on without us: own session, no terminal, output to a file.</summary>
public static class DetachedProcess
{
    /// <param name="environment">Added to ours; null: nothing.</param>
    /// <param name="logFile">Gets output and errors, appended; null: they are dropped.</param>
    /// <returns>Keep it to signal that process and no other.</returns>
    /// <exception cref="SpawnException">There is no such program, or it cannot run.</exception>
    public static ProcessIdentity Start(
        Spawner spawner, Argv argv, IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null, string? logFile = null)
    {
        var log = logFile is null ? StdioTarget.Null : StdioTarget.AppendTo(logFile);
        var request = new SpawnRequest(argv) { WorkingDirectory = workingDirectory, Output = log, Error = log };
        return spawner.Spawn(environment is null ? request : request with { Environment = environment }).Identity;
    }
}
