using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Engine.Events;

namespace Nexus.Engine.Outbox;

/// <summary>Needs the engine, its secrets and its actions.</summary>
public static class OutboxSlice
{
    public static void AddOutbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<OutboxOptions>, OutboxOptionsValidator>();
        services.AddOptions<OutboxOptions>().Bind(configuration.GetSection(OutboxOptions.Section)).ValidateOnStart();
        services.AddSingleton<TargetSender>().AddSingleton<LineServices>().AddSingleton<TargetDesk>();
        services.AddSingleton<Dispatcher>()
            .AddSingleton<IHoldsEvents>(provider => provider.GetRequiredService<Dispatcher>())
            .AddHostedService(provider => provider.GetRequiredService<Dispatcher>());
    }

    /// <summary><c>/targets</c>, below the group it is given.</summary>
    public static void MapOutbox(this IEndpointRouteBuilder routes) => TargetRoutes.Map(routes);
}
