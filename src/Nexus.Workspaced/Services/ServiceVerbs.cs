using Nexus.Transport;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Services;

/// <summary>Answers <c>start</c>, <c>stop</c> and <c>restart</c>.</summary>
internal sealed class ServiceVerbs(Supervisor supervisor)
{
    private const int LongestGraceMs = 120_000;

    public async Task AnswerStartAsync(Connection connection, CancellationToken cancellationToken)
    {
        await supervisor.StartAsync(cancellationToken);
        await connection.AcceptAsync(cancellationToken);
    }

    public async Task AnswerStopAsync(Connection connection, CancellationToken cancellationToken)
    {
        var grace = connection.Body(TransportJson.Default.StopRequest).GraceMs;
        await supervisor.StopAsync(TimeSpan.FromMilliseconds(Math.Clamp(grace, 0, LongestGraceMs)), cancellationToken);
        await connection.AcceptAsync(cancellationToken);
    }

    public async Task AnswerRestartAsync(Connection connection, CancellationToken cancellationToken)
    {
        await supervisor.RestartAsync(
            connection.Body(TransportJson.Default.RestartRequest).Service, cancellationToken);
        await connection.AcceptAsync(cancellationToken);
    }
}
