using System.Reflection;
using System.Runtime.InteropServices;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced;

/// <summary>Runs until told to end; then stops the services in order and whatever else it started.</summary>
internal static class Daemon
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    public static string Version =>
        typeof(Daemon).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0.0.0";

    public static async Task<int> RunAsync(DaemonOptions options, TimeProvider clock)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = OnSignal(PosixSignal.SIGTERM, end);
        using var interrupt = OnSignal(PosixSignal.SIGINT, end);
        using var serving = new CancellationTokenSource();
        await using var parts = new DaemonParts(options, clock);
        HomeLeftovers.Remove(parts.User);
        using var trim = new IdleTrim(clock);
        var dispatcher = new Dispatcher(options.WorkspaceId, parts.Answers);
        var listener = new Listener(options, dispatcher, trim, parts.Journal, clock);
        var listening = listener.RunAsync(serving.Token);
        parts.Journal.Write($"nexus-workspaced {Version} serves {options.WorkspaceId} as {parts.User.Name}");
        if (await Task.WhenAny(end.Task, listening) == listening)
            await listening;

        parts.Journal.Write("ending: services are stopped");
        var stopping = parts.Supervisor.StopAsync(StopGrace, CancellationToken.None);
        await Task.WhenAny(stopping, Task.Delay(StopLimit, clock));
        await serving.CancelAsync();
        await listening;
        return 0;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, TaskCompletionSource end) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            end.TrySetResult();
        });
}
