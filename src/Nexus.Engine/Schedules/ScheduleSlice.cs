using Microsoft.Extensions.DependencyInjection;

namespace Nexus.Engine.Schedules;

/// <summary>
/// Needs the engine and <see cref="IOwners"/>, and is added after the engine: nothing is emitted before it runs, or
/// after.
/// </summary>
public static class ScheduleSlice
{
    public static void AddSchedules(this IServiceCollection services) =>
        services.AddSingleton<ScheduleBook>().AddHostedService<Scheduler>();
}
