namespace Nexus.Workspaced.Source;

/// <summary>Whether a disk has any left.</summary>
internal static class Room
{
    private const long Least = 64 * 1024;
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    public static bool IsMissing(IOException failure) => failure.HResult is NoSpaceLeft or QuotaExceeded;

    /// <param name="directory">Where something failed a moment ago.</param>
    /// <param name="said">What it said, which is not always the reason.</param>
    public static bool IsMissing(string directory, string said) =>
        said.Contains("No space left on device", StringComparison.Ordinal)
        || said.Contains("Disk quota exceeded", StringComparison.Ordinal)
        || new DriveInfo(directory).AvailableFreeSpace < Least;
}
