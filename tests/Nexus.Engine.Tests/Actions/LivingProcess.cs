namespace Nexus.Engine.Tests.Actions;

/// <summary>A process that a program has written the id of to a file.</summary>
internal static class LivingProcess
{
    /// <summary>One that has ended and that nobody has collected yet does not live.</summary>
    public static bool IsOne(string pidFile)
    {
        try
        {
            return !File.ReadAllText($"/proc/{File.ReadAllText(pidFile).Trim()}/stat")
                .Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return !File.Exists(pidFile);
        }
    }
}
