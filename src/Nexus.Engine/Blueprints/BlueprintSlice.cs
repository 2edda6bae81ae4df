using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Engine.Actions;
using Nexus.Engine.Drafts;

namespace Nexus.Engine.Blueprints;

/// <summary>
/// Needs the engine, artifacts, secrets and <see cref="IAdministrators"/>; is added before the engine, whose runs find
/// their blueprints when it starts.
/// </summary>
public static class BlueprintSlice
{
    public static void AddBlueprints(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddActions(configuration);
        services.AddSingleton<ActionBook>().AddSingleton<BlueprintPlan>().AddSingleton<BlueprintCatalogue>();
        services.AddSingleton<Repeats>().AddSingleton<ActionCall>();
        services.AddSingleton<BlueprintStore>().AddSingleton<DraftDesk>().AddSingleton<DraftReview>();
        // What actions use knows the book of all actions, too.
        services.AddSingleton(provider => new Lazy<DraftDesk>(provider.GetRequiredService<DraftDesk>));
        services.AddSingleton(provider => new Lazy<DraftReview>(provider.GetRequiredService<DraftReview>));
        services.AddSingleton(provider => new Lazy<StartBlueprint>(provider.GetRequiredService<StartBlueprint>));
        services.AddSingleton<StartBlueprint>();
        services.AddSingleton<IAction, RunBlueprint>().AddSingleton<IAction, SaveDraftAction>();
        services.AddSingleton<IAction, ValidateDraftAction>().AddSingleton<IAction, PromoteDraftAction>();
        services.AddHostedService<LoadBlueprints>();
    }

    /// <summary><c>/blueprints</c>, <c>/drafts</c>, <c>/actions</c> and the start of runs.</summary>
    public static void MapBlueprints(this IEndpointRouteBuilder routes)
    {
        DraftRoutes.Map(routes);
        BlueprintRoutes.Map(routes);
        VersionRoutes.Map(routes);
        StartRun.Map(routes);
        RepeatRun.Map(routes);
        ListActions.Map(routes);
    }

    /// <summary>What is not for every day, and not for everybody, below <c>/api/internal</c>.</summary>
    public static void MapInternalActions(this IEndpointRouteBuilder routes) => ExecuteAction.Map(routes);
}
