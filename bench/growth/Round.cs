using System.Diagnostics;
using Nexus.Bench.Engine;
using Nexus.Bench.Hooks;

namespace Nexus.Bench.Growth;

/// <summary>One measurement of a home: what the server answers, and what it and the engine take in.</summary>
internal sealed class Round(TimeSpan duration)
{
    private const int InFlight = 64;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    public async Task RunAsync(Home home, Guid run, Figures figures)
    {
        await AskAsync(home, run, figures);
        await LoadAsync(home, figures);
    }

    private async Task AskAsync(Home home, Guid run, Figures figures)
    {
        var began = Stopwatch.GetTimestamp();
        await using var server = await home.StartAsync();
        figures.Add("server_start_ms", Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        await Task.Delay(Idle);
        figures.Add("server_rss_mib", server.Memory);
        await new Questions(home, run).AskAsync(server, figures);
        figures.Add("server_rss_after_questions_mib", server.Memory);
        var (senders, webhooks) = (new Senders(server.Address, InFlight), new Webhooks());
        await senders.RunAsync(webhooks.Next, Webhooks.Accepted, duration);
        var hooks = await senders.RunAsync(webhooks.Next, Webhooks.Accepted, duration);
        figures.Add("durable_webhooks_per_second", hooks.PerSecond);
        figures.Add("webhook_ms_p50", hooks.Percentile(0.5));
    }

    private async Task LoadAsync(Home home, Figures figures)
    {
        var load = new Load();
        await using var engine = await EngineUnderTest.StartAsync(home.Path, action: load.Echo);
        await Load.PrepareAsync(engine);
        await load.RunAsync(engine, InFlight, duration);
        var alone = await load.RunAsync(engine, 1, duration / 4);
        var busy = await load.RunAsync(engine, InFlight, duration);
        figures.Add("durable_steps_per_second", busy.StepsPerSecond);
        figures.Add("event_to_run_start_ms_p50", busy.Starts.At(0.5));
        figures.Add("event_to_run_start_alone_ms_p50", alone.Starts.At(0.5));
    }
}
