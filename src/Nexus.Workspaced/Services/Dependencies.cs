using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Workspaced.Services;

/// <summary>What a service waits for, and what takes it down.</summary>
internal sealed class Dependencies(ServiceConfig service, ServiceBoard board)
{
    /// <summary>Until every one is healthy. Meanwhile the board says what is waited for.</summary>
    public async Task WaitHealthyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = board.Next;
            if (Find(state => state is not ServiceState.Healthy) is not { } waiting)
                return;

            var broken = Find(state =>
                state is ServiceState.Failed or ServiceState.Stopped or ServiceState.Unhealthy or null);
            board.Set(service.Name, snapshot => snapshot with
            {
                State = broken is null ? ServiceState.Pending : ServiceState.Stopped,
                Reason = broken is null ? $"waits for {waiting}" : $"needs {broken}, which is {Show(broken)}",
                StartedAt = null,
            });
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <returns>The name of one that is gone for good.</returns>
    public async Task<string> WaitLostAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = board.Next;
            if (Find(state => state is ServiceState.Failed or ServiceState.Stopped or null) is { } lost)
                return lost;
            await next.WaitAsync(cancellationToken);
        }
    }

    public string Show(string name) => board.StateOf(name) switch
    {
        ServiceState.Failed => "failed",
        ServiceState.Unhealthy => "unhealthy",
        _ => "stopped",
    };

    private string? Find(Func<ServiceState?, bool> isSought)
    {
        foreach (var name in service.DependsOn)
        {
            if (isSought(board.StateOf(name)))
                return name;
        }

        return null;
    }
}
