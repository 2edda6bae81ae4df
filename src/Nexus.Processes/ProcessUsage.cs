using System.Runtime.InteropServices;

namespace Nexus.Processes;

/// <summary>What one process has used.</summary>
/// <param name="Process">Which one.</param>
/// <param name="Cpu">Processor time of all its threads since it started.</param>
/// <param name="PrivateBytes">Memory that nobody else has.</param>
/// <param name="SharedBytes">Memory that others may have as well.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ProcessUsage(
    ProcessIdentity Process, TimeSpan Cpu, long PrivateBytes, long SharedBytes);
