using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform;

namespace Nexus.Engine.Runs;

/// <summary>
/// What is written of runs. Whatever must not be seen is masked before a run goes on with it, and not only where it is
/// recorded: so a run that goes on, one that goes on after a restart and one that is replayed know the same.
/// </summary>
/// <param name="time">Of what is written.</param>
/// <param name="redactor">Null: what is written was recorded before.</param>
internal sealed class RunScribe(RunTime time, Redactor? redactor)
{
    public RunTime Time => time;

    /// <returns>What the run knows of it from now on, and the data of its event.</returns>
    public (StepTold Told, byte[] Data) Write(StepTold told)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(told, EngineJson.Default.StepTold);
        if (redactor is null)
            return (told, data);
        var clean = redactor.Redact(data);
        return clean == data
            ? (told, data)
            : (JsonSerializer.Deserialize(clean, EngineJson.Default.StepTold) ?? told, clean.ToArray());
    }

    /// <summary>Of a run that is new.</summary>
    public RunState Clean(RunState run)
    {
        ReadOnlySpan<byte> body = JsonSerializer.SerializeToUtf8Bytes(run, EngineJson.Default.RunState);
        return redactor is null || redactor.Redact(body) is var clean && clean == body
            ? run
            : JsonSerializer.Deserialize(clean, EngineJson.Default.RunState) ?? run;
    }

    public NexusError? Clean(NexusError? error) => redactor is null || error is null ? error : error with
    {
        Message = redactor.Redact(error.Message),
        Hint = Clean(error.Hint),
        Details = error.Details?.ToDictionary(
            detail => detail.Key, detail => redactor.Redact(detail.Value), StringComparer.Ordinal),
    };

    public string? Clean(string? text) => redactor is null || text is null ? text : redactor.Redact(text);
}
