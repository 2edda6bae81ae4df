using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Transport;
using Nexus.Transport.Workspaced;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Services;

namespace Nexus.Workspaced.Config;

/// <summary>Answers <c>configure</c>.</summary>
internal sealed class Configure(WorkspacePlan plan, ServiceBoard board)
{
    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var isDetected = plan.Read();
        var services = ServiceGraph.Order(plan.Config.Services).SelectMany(wave => wave).ToList();
        if (!board.Read().IsStarted)
            board.Load(services);
        await connection.AcceptAsync(
            new ConfigureReply(
                [.. services.Select(ToPlan)], isDetected, plan.Config.Lifecycle.PreStart is not null,
                plan.Config.DefaultProvider, plan.Config.Providers.ToDictionary(
                    provider => provider.Key, provider => ToWish(provider.Value), StringComparer.Ordinal),
                [.. plan.Dependencies().Select(install => install.Typed)], plan.Config.Lifecycle.PostStart is not null),
            TransportJson.Default.ConfigureReply, cancellationToken);
    }

    private static ProviderWish ToWish(ProviderConfig provider) =>
        new(provider.Image, provider.Cpu, provider.MemoryBytes, provider.DiskBytes);

    private static ServicePlan ToPlan(ServiceConfig service) => new(
        service.Name, service.Port, service.Internal, service.Command,
        (int)service.HealthCheck.Timeout.TotalMilliseconds,
        service.Secrets.Count == 0 ? null : [.. service.Secrets.Values.Distinct(StringComparer.Ordinal)]);
}
