using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.CrashHost;

/// <summary>
/// Steps that write what they do to a file outside the ledger, as a step that commands another machine does. Every
/// fifth run fails at its last step and undoes the others; every other plan says what is done then.
/// </summary>
public sealed class CrashPlan(string diary)
{
    private const string EventName = "test.crash";
    private const string HandledEventName = "test.crash.handled";
    private const int Steps = 5;
    private readonly Lock _gate = new();

    public IEnumerable<PlanTrigger> Triggers
    {
        get
        {
            var plan = new Plan("crash", [.. Enumerable.Range(1, Steps).Select(Step)]);
            yield return new(EventName, plan);
            yield return new(HandledEventName, plan with { Name = "crash.handled", OnFailure = [Told()] });
        }
    }

    public static bool IsToFail(int number) => number % 5 == 0;

    public static bool IsHandled(int number) => number % 2 == 0;

    public static string EventOf(int number) => IsHandled(number) ? HandledEventName : EventName;

    private Step Told() => new()
    {
        Name = "told",
        RunAsync = (context, _) =>
        {
            Note("told", context);
            return Task.FromResult<JsonElement?>(null);
        },
    };

    private Step Step(int number) => new()
    {
        Name = $"step-{number}",
        RunAsync = (context, _) =>
        {
            Note("did", context);
            var input = context.Inputs.GetProperty("number").GetInt32();
            if (number == Steps && IsToFail(input))
                throw new NexusException(new NexusError("test" + ".broken", "It broke."));
            return Task.FromResult<JsonElement?>(EventData.Of(("key", context.IdempotencyKey)));
        },
        CompensateAsync = (context, _) =>
        {
            Note("undid", context);
            return Task.CompletedTask;
        },
    };

    private void Note(string what, StepContext context)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {context.RunId} {context.StepId} {context.IdempotencyKey} {context.MayHaveRunBefore}\n");
        lock (_gate)
            File.AppendAllText(diary, line);
    }
}
