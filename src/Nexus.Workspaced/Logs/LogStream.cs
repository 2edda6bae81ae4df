namespace Nexus.Workspaced.Logs;

/// <summary>Who wrote a line. The letter stands in the file.</summary>
internal enum LogStream : byte
{
    Stdout = (byte)'o',
    Stderr = (byte)'e',

    /// <summary>The supervisor.</summary>
    Nexus = (byte)'n',
}
