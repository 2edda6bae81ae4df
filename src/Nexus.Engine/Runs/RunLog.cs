using System.Buffers;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Runs;

/// <summary>
/// The log of a run, made of its record whenever it is wanted: it says the same each time, and nothing is kept for it.
/// </summary>
internal static class RunLog
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>A text of up to 1 MiB passes the redactor where it is stored.</summary>
    private const int Longest = 1024 * 1024;

    /// <summary>For the line that says that it is not whole.</summary>
    private const int Rest = 1024;

    private static readonly string[] Streams = ["stdout", "stderr"];

    /// <summary>One JSON document a line, at most 1 MiB.</summary>
    public static ReadOnlyMemory<byte> Of(RunState run, IEnumerable<LedgerEvent> record)
    {
        var text = new ArrayBufferWriter<byte>();
        foreach (var line in record.SelectMany(item => RunLogLines.Of(run, item)))
        {
            var written = JsonSerializer.SerializeToUtf8Bytes(line, ContractsJson.Default.RunLogLine);
            if (text.WrittenCount + written.Length > Longest - Rest)
            {
                var cut = line with { Level = "warning", Stream = null, Message = "The rest of the log is left out." };
                Add(text, JsonSerializer.SerializeToUtf8Bytes(cut, ContractsJson.Default.RunLogLine));
                break;
            }

            Add(text, written);
        }

        return text.WrittenMemory;
    }

    /// <summary>It said something itself, or gave a command that did.</summary>
    public static bool IsIn(StepTold told) => told.Log is not null || Printed(told).Any();

    /// <summary>What commands printed, as far as the step gives it.</summary>
    public static IEnumerable<(string Stream, string Text)> Printed(StepTold told)
    {
        foreach (var stream in Streams)
        {
            if (told.Outputs is { ValueKind: JsonValueKind.Object } outputs
                && outputs.TryGetProperty(stream, out var value) && value.ValueKind is JsonValueKind.String
                && value.GetString() is { Length: > 0 } text)
            {
                yield return (stream, text);
            }

            if (told.Error?.Details?.GetValueOrDefault(stream) is { Length: > 0 } detail)
                yield return (stream, detail);
        }
    }

    private static void Add(ArrayBufferWriter<byte> text, byte[] line)
    {
        text.Write(line);
        text.Write("\n"u8);
    }
}
