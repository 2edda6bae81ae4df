namespace Nexus.Workspaced.Logs;

/// <summary>What the daemon says: kept as the log of <c>nexus</c>, and printed for who looks from outside.</summary>
internal sealed class Journal(LogStore logs, TextWriter output, TimeProvider clock)
{
    public void Write(string line)
    {
        logs.Open(LogStore.Own).Write(LogStream.Nexus, line);
        output.WriteLine(LogFormat.Show(clock.GetUtcNow(), line));
    }
}
