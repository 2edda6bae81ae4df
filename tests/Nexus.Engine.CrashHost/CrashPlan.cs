using System.Globalization;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.CrashHost;

/// <summary>
/// Steps that write what they do to a file outside the ledger, as a step that commands another machine does. Every
/// fifth run fails at its last step and undoes the others.
/// </summary>
public sealed class CrashPlan(string diary)
{
    public const string EventName = "test.crash";
    private const int Steps = 5;
    private readonly Lock _gate = new();

    public Plan Plan => new("crash", [.. Enumerable.Range(1, Steps).Select(Step)]);

    public static bool IsToFail(int number) => number % 5 == 0;

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
