using Microsoft.Extensions.DependencyInjection;
using Nexus.Engine.Actions;

namespace Nexus.Workspaces.Actions;

/// <summary>What steps of blueprints can do with workspaces.</summary>
internal static class ActionSlice
{
    public static void AddWorkspaceActions(this IServiceCollection services)
    {
        services.AddSingleton<StepWorkspaces>().AddSingleton<IAction, TakeDown>();
        services.AddSingleton<StepVisits>().AddSingleton<IAction, ArchiveFiles>();
        services.AddAction<BringUp>().AddAction<MakeWorkspace>().AddAction<DestroyWorkspace>();
        foreach (var name in (string[])["workspace.exec", "container.exec"])
        {
            services.AddSingleton<IAction>(provider =>
                ActivatorUtilities.CreateInstance<ExecInWorkspace>(provider, name));
        }
    }

    /// <summary>One that others use, too.</summary>
    private static IServiceCollection AddAction<T>(this IServiceCollection services)
        where T : class, IAction =>
        services.AddSingleton<T>().AddSingleton<IAction>(provider => provider.GetRequiredService<T>());
}
