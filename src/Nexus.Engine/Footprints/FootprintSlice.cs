using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Nexus.Engine.Events;
using Nexus.Platform.Usage;

namespace Nexus.Engine.Footprints;

/// <summary>Needs the engine and a <see cref="UsageFile"/>.</summary>
public static class FootprintSlice
{
    public static void AddFootprints(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<FootprintOptions>, FootprintOptionsValidator>();
        services.AddOptions<FootprintOptions>().Bind(configuration.GetSection(FootprintOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ImpressionOptions>, ImpressionOptionsValidator>();
        services.AddOptions<ImpressionOptions>().Bind(configuration.GetSection(ImpressionOptions.Section))
            .ValidateOnStart();
        services.AddSingleton(provider => UsageStore.Open(provider.GetRequiredService<UsageFile>()));
        services.AddSingleton<FootprintReader>()
            .AddSingleton<IHoldsEvents>(provider => provider.GetRequiredService<FootprintReader>())
            .AddHostedService(provider => provider.GetRequiredService<FootprintReader>());
        services.AddHostedService<KeepFootprints>();
    }

    /// <summary>Below <c>/runs/{id}</c>, and <c>/usage</c>, below the group it is given.</summary>
    public static void MapFootprints(this IEndpointRouteBuilder routes)
    {
        ListFootprints.Map(routes);
        ListImpressions.Map(routes);
        ShowUsage.Map(routes);
    }
}
