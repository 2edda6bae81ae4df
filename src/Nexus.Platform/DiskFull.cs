using Nexus.Contracts;

namespace Nexus.Platform;

/// <summary>The disk of the home has no room. What was asked for did not happen and can be asked again.</summary>
public static class DiskFull
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    public static bool Is(IOException failure) => failure.HResult is NoSpaceLeft or QuotaExceeded;

    public static NexusError Error(string reason) =>
        new("server.disk_full", $"The disk of the server's home is full: {reason.TrimEnd('.')}.",
            "Free space there, then run the command again.");
}
