namespace Nexus.Workspaced.Setup;

/// <summary>
/// Files that the daemon lends to the user's programs for as long as they run: a hook's script, an uploaded source. One
/// that was killed could not take them back; the next does, when none of those programs is there any more.
/// </summary>
internal static class HomeLeftovers
{
    private const string Hook = ".nexus-hook-";
    private const string Upload = ".nexus-upload-";

    public static string NewHook(UserAccount user) => Path.Combine(user.Home, $"{Hook}{Path.GetRandomFileName()}");

    public static string NewUpload(UserAccount user) =>
        Path.Combine(user.Home, $"{Upload}{Path.GetRandomFileName()}.bundle");

    /// <summary>A home that cannot be read now is no reason not to start.</summary>
    public static void Remove(UserAccount user)
    {
        try
        {
            if (!Directory.Exists(user.Home))
                return;
            foreach (var left in (string[])
                [.. Directory.GetFiles(user.Home, $"{Hook}*"), .. Directory.GetFiles(user.Home, $"{Upload}*.bundle")])
            {
                File.Delete(left);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // They stay, and the next start tries again.
            return;
        }
    }
}
