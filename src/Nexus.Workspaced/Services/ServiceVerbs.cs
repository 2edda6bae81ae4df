using Nexus.Transport;
using Nexus.Workspaced.Channel;

namespace Nexus.Workspaced.Services;

/// <summary>Answers <c>start</c>, <c>stop</c> and <c>restart</c>.</summary>
internal sealed class ServiceVerbs(Supervisor supervisor, ServiceSecrets secrets)
{
    private const int LongestGraceMs = 120_000;

    public async Task AnswerStartAsync(Connection connection, CancellationToken cancellationToken)
    {
        if (connection.Request.Body is not null)
            secrets.Set(connection.Body(TransportJson.Default.StartRequest).Secrets);
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
        var request = connection.Body(TransportJson.Default.RestartRequest);
        if (request is { Secrets: { } some, Service: not null })
            secrets.Add(some);
        else if (request.Secrets is { } all)
            secrets.Set(all);
        await supervisor.RestartAsync(request.Service, cancellationToken);
        await connection.AcceptAsync(cancellationToken);
    }
}
