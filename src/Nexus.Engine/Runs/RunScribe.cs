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

    /// <param name="told">Of a step.</param>
    /// <param name="ownerId">Whose run it is.</param>
    /// <returns>What the run knows of it from now on, and the data of its event.</returns>
    public (StepTold Told, byte[] Data) Write(StepTold told, string ownerId)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(told, EngineJson.Default.StepTold);
        if (redactor is null)
            return (told, data);
        var clean = redactor.Of(ownerId).Record(data);
        return clean == data
            ? (told, data)
            : (JsonSerializer.Deserialize(clean, EngineJson.Default.StepTold) ?? told, clean.ToArray());
    }

    /// <summary>Of a run that is new.</summary>
    public RunState Clean(RunState run)
    {
        ReadOnlySpan<byte> body = JsonSerializer.SerializeToUtf8Bytes(run, EngineJson.Default.RunState);
        return redactor is null || redactor.Of(run.OwnerId).Record(body) is var clean && clean == body
            ? run
            : JsonSerializer.Deserialize(clean, EngineJson.Default.RunState) ?? run;
    }

    public NexusError? Clean(NexusError? error, string ownerId) =>
        redactor is null || error is null ? error : Cleaned(error, ownerId);

    public string? Clean(string? text, string ownerId) =>
        redactor is null || text is null ? text : redactor.Of(ownerId).Text(text);

    private NexusError Cleaned(NexusError error, string ownerId) => error with
    {
        Message = Clean(error.Message, ownerId)!,
        Hint = Clean(error.Hint, ownerId),
        Details = error.Details?.ToDictionary(
            detail => detail.Key, detail => Clean(detail.Value, ownerId)!, StringComparer.Ordinal),
    };
}
