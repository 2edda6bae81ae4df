using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Nexus.Engine.Artifacts;

/// <summary>
/// Needs the engine and <see cref="Platform.Artifacts.ArtifactFiles"/>; is added before the engine, whose runs may make
/// some as soon as it starts.
/// </summary>
public static class ArtifactSlice
{
    public static void AddArtifacts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<ArtifactOptions>, ArtifactOptionsValidator>();
        services.AddOptions<ArtifactOptions>().Bind(configuration.GetSection(ArtifactOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<ArtifactContents>().AddSingleton<Uploads>().AddSingleton<ArtifactStore>();
        services.AddSingleton<IArtifacts>(provider => provider.GetRequiredService<ArtifactStore>());
        services.AddHostedService<KeepArtifacts>();
    }

    /// <summary><c>/artifacts</c>, below the group it is given.</summary>
    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        CreateArtifact.Map(routes);
        UploadArtifact.Map(routes);
        ListArtifacts.Map(routes);
        ShowArtifact.Map(routes);
        DownloadArtifact.Map(routes);
        RemoveArtifact.Map(routes);
    }
}
