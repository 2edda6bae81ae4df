using System.Runtime.InteropServices;
using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>Runs a program in our place: our terminal, our streams, our signals, and its exit code is ours.</summary>
public static class ForegroundProcess
{
    /// <returns>Its exit code, or 128 + signal.</returns>
    /// <exception cref="SpawnException">There is no such program, or it cannot run.</exception>
    public static async Task<int> RunAsync(
        Argv argv, TimeProvider clock, IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var request = new SpawnRequest(argv)
        {
            Input = StdioTarget.Inherit,
            Output = StdioTarget.Inherit,
            Error = StdioTarget.Inherit,
            NewSession = false,
        };
        using var spawner = new Spawner(clock);
        var child = spawner.Spawn(environment is null ? request : request with { Environment = environment });

        // The terminal itself sends its keys' signals to the whole group: passing them on would send them twice.
        var passesKeys = Libc.IsTerminal(0) != 1;
        using var interrupt = Forward(PosixSignal.SIGINT, Signal.Interrupt, passesKeys);
        using var quit = Forward(PosixSignal.SIGQUIT, Signal.Quit, passesKeys);
        using var terminate = Forward(PosixSignal.SIGTERM, Signal.Terminate, passes: true);
        using var hangup = Forward(PosixSignal.SIGHUP, Signal.Hangup, passes: true);
        await using var cancelled = cancellationToken.Register(() => child.Send(Signal.Terminate));
        return await child.Exited;

        PosixSignalRegistration Forward(PosixSignal heard, Signal sent, bool passes) =>
            PosixSignalRegistration.Create(heard, context =>
            {
                context.Cancel = true;
                if (passes)
                    child.Send(sent);
            });
    }
}
