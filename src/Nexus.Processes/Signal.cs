namespace Nexus.Processes;

/// <summary>Signals by their numbers on Linux.</summary>
public enum Signal
{
    /// <summary>Asks only whether the process exists.</summary>
    None = 0,
    Hangup = 1,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    WindowChanged = 28,
}
