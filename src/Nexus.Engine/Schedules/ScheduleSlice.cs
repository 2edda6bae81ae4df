using Microsoft.Extensions.DependencyInjection;

namespace Nexus.Engine.Schedules;

/// <summary>Needs the engine, and is added after it: nothing is emitted before the engine runs, or after.</summary>
public static class ScheduleSlice
{
    public static void AddSchedules(this IServiceCollection services) =>
        services.AddSingleton<ScheduleBook>().AddHostedService<Scheduler>();
}
