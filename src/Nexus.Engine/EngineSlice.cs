using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Nexus.Engine.Events;
using Nexus.Engine.Footprints;
using Nexus.Engine.Runs;
using Nexus.Engine.Runs.Replaying;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Platform.Metrics;

namespace Nexus.Engine;

/// <summary>
/// Needs an <see cref="ILedger"/>, a <see cref="Redactor"/> and a <see cref="TimeProvider"/>, and its routes
/// <see cref="IOwners"/>. Slices register their
/// plans before the host starts, and are added after the engine: hosted services start in that order.
/// </summary>
public static class EngineSlice
{
    public static void AddEngine(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<EngineOptions>, EngineOptionsValidator>();
        services.AddOptions<EngineOptions>().Bind(configuration.GetSection(EngineOptions.Section)).ValidateOnStart();
        services.AddSingleton(provider => new EngineEnvironment(
            provider.GetRequiredService<IOptions<EngineOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>())
        {
            Ending = provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping,
            Redactor = provider.GetRequiredService<Redactor>(),
            Recent = provider.GetRequiredService<RecentRuns>(),
            KeepLog = change => provider.GetRequiredService<KeepRunLogs>().PrepareAsync(change),
        });
        services.AddSingleton<RecentRuns>().AddSingleton<KeepRunLogs>();
        services.AddSingleton<TriggerTable>();
        services.AddSingleton<IPlans>(provider => provider.GetRequiredService<TriggerTable>());
        services.AddSingleton<RunEngine>();
        services.AddSingleton<IEventIntake>(provider => provider.GetRequiredService<RunEngine>());
        services.AddSingleton<IRuns, RunDesk>();
        services.AddSingleton<IFigures, RunFigures>();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section))
            .ValidateOnStart();
        services.AddHostedService<EngineHost>();
        services.AddSingleton<Subscriptions>()
            .AddSingleton<IHoldsEvents>(provider => provider.GetRequiredService<Subscriptions>())
            .AddHostedService(provider => provider.GetRequiredService<Subscriptions>());
        services.AddHostedService<Retention>();
    }

    /// <summary><c>/runs</c> and <c>/events</c>, below the group it is given.</summary>
    public static void MapEngine(this IEndpointRouteBuilder routes)
    {
        ListRuns.Map(routes);
        ShowRun.Map(routes);
        ShowRunLog.Map(routes);
        ListSteps.Map(routes);
        ShowStep.Map(routes);
        CancelRun.Map(routes);
        ReplayRun.Map(routes);
        DecideStep.Map(routes);
        EmitEventRoute.Map(routes);
        ListEvents.Map(routes);
        ShowEvent.Map(routes);
        StreamEvents.Map(routes);
    }
}
