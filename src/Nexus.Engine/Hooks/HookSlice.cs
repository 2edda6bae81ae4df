using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Platform.Metrics;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Hooks;

/// <summary>
/// Needs the engine, an <see cref="ISecretStore"/> and <see cref="IOwners"/>, and is added after the engine.
/// </summary>
public static class HookSlice
{
    public static void AddHooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<HookOptions>, HookOptionsValidator>();
        services.AddOptions<HookOptions>().Bind(configuration.GetSection(HookOptions.Section)).ValidateOnStart();
        services.AddSingleton<HookDesk>().AddSingleton<HookIntake>().AddSingleton<HookFigures>();
        services.AddSingleton<IFigures>(provider => provider.GetRequiredService<HookFigures>());
        services.AddSingleton<HookBook>().AddHostedService(provider => provider.GetRequiredService<HookBook>());
        services.AddSingleton<Deliveries>().AddHostedService(provider => provider.GetRequiredService<Deliveries>());
        services.AddHostedService<HookWatch>();
    }

    /// <summary><c>/hooks</c>, below the group it is given.</summary>
    public static void MapHooks(this IEndpointRouteBuilder routes)
    {
        HookRoutes.Map(routes);
        ReceiveHook.Map(routes);
    }
}
