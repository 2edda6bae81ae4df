using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>A program could not be started.</summary>
public sealed class SpawnException : IOException
{
    internal SpawnException(string program, int error)
        : base($"{program}: {Libc.Describe(error)}", error) => IsProgramMissing = error == Libc.NoEntry;

    public bool IsProgramMissing { get; }
}
