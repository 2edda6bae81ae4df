using Nexus.Processes;

namespace Nexus.Journeys.Killing;

/// <summary>A process that is held still until this is disposed.</summary>
internal sealed class Frozen : IDisposable
{
    private const Signal Stop = (Signal)19;
    private const Signal Continue = (Signal)18;

    private readonly ProcessIdentity _process;

    private Frozen(ProcessIdentity process) => _process = process;

    /// <returns>Null when it is not there.</returns>
    public static Frozen? Of(ProcessIdentity? process) =>
        process is { } there && there.Send(Stop) ? new(there) : null;

    public void Dispose() => _process.Send(Continue);
}
