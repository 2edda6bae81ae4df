using System.Globalization;
using Nexus.Processes;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Services;

/// <summary>The ports on which a service's own processes listen.</summary>
internal sealed class ListeningPorts(UserCommands commands, ChildProcess child, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private IReadOnlyList<int> _last = [];
    private long? _read;

    /// <summary>Looked up again when the last answer is older than two seconds.</summary>
    public async Task<IReadOnlyList<int>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read is { } at && clock.GetElapsedTime(at) < Fresh)
            return _last;

        _read = clock.GetTimestamp();
        var listeners = PortUse.Listeners();
        var processes = child.Members();
        var held = PortUse.SocketsOf(processes) ?? await AskUserAsync(processes, cancellationToken);
        _last = [.. listeners.Where(listener => held.Contains(listener.Inode))
            .Select(listener => listener.Port).Distinct().Order()];
        return _last;
    }

    /// <summary>In a container even root may not look into the processes of others; their owner may.</summary>
    private async Task<IReadOnlySet<string>> AskUserAsync(
        IReadOnlyList<int> processes, CancellationToken cancellationToken)
    {
        var directories = processes.Select(
            pid => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd/"));
        await using var list = commands.Start(
            commands.Request(new("ls", ["-l", .. directories]), directory: "/") with { Output = StdioTarget.Pipe });
        if (list.Output is not { } output)
            return new HashSet<string>(StringComparer.Ordinal);

        using var reader = new StreamReader(output);
        try
        {
            return PortUse.SocketsIn(await reader.ReadToEndAsync(cancellationToken).WaitAsync(
                Patience, clock, cancellationToken));
        }
        catch (Exception e) when (e is TimeoutException or IOException)
        {
            return new HashSet<string>(StringComparer.Ordinal);
        }
    }
}
