using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Engine.Actions;

namespace Nexus.Workspaces.Workcells;

/// <summary>Workspaces that live for a while, or for a run.</summary>
internal static class WorkcellSlice
{
    public static void AddWorkcells(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<WorkcellOptions>, WorkcellOptionsValidator>();
        services.AddOptions<WorkcellOptions>()
            .Bind(configuration.GetSection(WorkcellOptions.Section)).ValidateOnStart();
        services.AddSingleton<NewWorkcells>().AddSingleton<Turns>().AddSingleton<Uses>().AddSingleton<EndLifespans>();
        services.AddHostedService(provider => provider.GetRequiredService<EndLifespans>());
        services.AddSingleton<IAction, CreateWorkcell>().AddSingleton<IAction, DestroyWorkcell>();
    }
}
