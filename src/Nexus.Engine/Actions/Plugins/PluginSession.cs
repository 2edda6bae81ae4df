using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Processes;

namespace Nexus.Engine.Actions.Plugins;

/// <summary>One call of a plugin: its process begins and ends with it. The guide has the protocol.</summary>
internal sealed partial class PluginSession(
    Plugin plugin, EngineHome home, Spawner spawner, TimeProvider clock, ILogger logger)
{
    private const string Call = "NEXUS_PLUGIN_CALL";
    private const int Protocol = 1;
    private const int LongestLine = 1024 * 1024;
    private const int MostLines = 10_000;
    private const int LongestComplaint = 4 * 1024;

    private static readonly TimeSpan ToEnd = TimeSpan.FromSeconds(2);

    private readonly StringBuilder _complaint = new();

    /// <param name="request">What it is asked.</param>
    /// <param name="log">Told what it says meanwhile.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it answers with, a result or an error.</returns>
    /// <exception cref="NexusException">
    /// <c>plugin.not_started</c>, <c>plugin.crashed</c>, <c>plugin.timed_out</c>, <c>plugin.bad_answer</c>.
    /// </exception>
    public async Task<PluginTold> AskAsync(
        JsonObject request, Action<PluginTold> log, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(plugin.Deadline, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await using var child = Start();
        var complaining = ListenAsync(child.Error!);
        try
        {
            var told = await TalkAsync(child, request, log, bounds.Token);
            await child.Input!.DisposeAsync();
            await Task.WhenAny(child.Exited, Task.Delay(ToEnd, clock, bounds.Token));
            return told;
        }
        catch (OperationCanceledException e) when (patience.IsCancellationRequested)
        {
            await EndAsync(child, complaining);
            throw new NexusException(PluginErrors.TimedOut(plugin.Name, plugin.Deadline, Complaint()), e);
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            await Task.WhenAny(child.Exited, Task.Delay(ToEnd, clock, bounds.Token));
            var code = child.Exited.IsCompleted ? await child.Exited : -1;
            await EndAsync(child, complaining);
            throw new NexusException(PluginErrors.Crashed(plugin.Name, code, Complaint()), e);
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            throw new NexusException(PluginErrors.BadAnswer(plugin.Name, Why(e)), e);
        }
    }

    private ChildProcess Start()
    {
        try
        {
            return spawner.Spawn(new(plugin.Command)
            {
                InheritsEnvironment = false,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
                    ["LANG"] = "C.UTF-8",
                    ["NEXUS_PLUGIN"] = plugin.Name,
                    [LeftPlugins.MarkOf(home).Name] = LeftPlugins.MarkOf(home).Value,
                },
                Mark = new(Call, Ids.New(clock).ToString()),
                WorkingDirectory = plugin.Directory,
                Input = StdioTarget.Pipe,
                Output = StdioTarget.Pipe,
                Error = StdioTarget.Pipe,
            });
        }
        catch (SpawnException e)
        {
            throw new NexusException(PluginErrors.NotStarted(plugin.Name, e.Message), e);
        }
    }

    private async Task<PluginTold> TalkAsync(
        ChildProcess child, JsonObject request, Action<PluginTold> log, CancellationToken cancellationToken)
    {
        var lines = new LineReader(child.Output!, LongestLine);
        await SayAsync(
            child, new() { ["type"] = "hello", ["protocol"] = Protocol, ["plugin"] = plugin.Name }, cancellationToken);
        if (await HearAsync(lines, cancellationToken) is not { Type: "hello", Protocol: Protocol })
            throw new InvalidDataException($"it does not greet with protocol {Protocol}");
        await SayAsync(child, request, cancellationToken);
        for (var count = 0; count < MostLines; count++)
        {
            var told = await HearAsync(lines, cancellationToken);
            if (told.Id != (string?)request["id"])
                throw new InvalidDataException("it answers under another id");
            if (told.Type is "result" or "error")
                return told;
            if (told.Type is not ("progress" or "log"))
                throw new InvalidDataException("it says what is no progress, log, result or error");
            log(told);
            if (told.Type is "progress")
                LogProgress(plugin.Name, told.Message, (string?)request["correlation_id"]);
        }

        throw new InvalidDataException($"it says more than {MostLines} lines");
    }

    private static async Task SayAsync(ChildProcess child, JsonObject line, CancellationToken cancellationToken)
    {
        await child.Input!.WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"), cancellationToken);
        await child.Input.FlushAsync(cancellationToken);
    }

    private static async Task<PluginTold> HearAsync(LineReader lines, CancellationToken cancellationToken)
    {
        var line = await lines.ReadAsync(cancellationToken) ?? throw new EndOfStreamException();
        return JsonSerializer.Deserialize(line.Span, PluginJson.Default.PluginTold)
            ?? throw new InvalidDataException("it says null");
    }

    private static string Why(Exception e) =>
        e is JsonException ? "it prints what is no JSON object, one a line" : e.Message;

    /// <summary>All of what it has started is gone then, and its error stream has an end.</summary>
    private static async Task EndAsync(ChildProcess child, Task complaining)
    {
        await child.KillTreeAsync(CancellationToken.None);
        await Task.WhenAny(complaining, child.Exited.ContinueWith(
            _ => Task.Delay(ToEnd, CancellationToken.None), CancellationToken.None,
            TaskContinuationOptions.None, TaskScheduler.Default).Unwrap());
    }

    private string Complaint()
    {
        lock (_complaint)
            return _complaint.ToString();
    }

    /// <summary>Its end is kept; all is read, so that it never blocks.</summary>
    private async Task ListenAsync(Stream error)
    {
        try
        {
            using var reader = new StreamReader(error);
            var read = new char[1024];
            while (await reader.ReadAsync(read.AsMemory(), CancellationToken.None) is var count and > 0)
            {
                lock (_complaint)
                {
                    _complaint.Append(read, 0, count);
                    if (_complaint.Length > LongestComplaint)
                        _complaint.Remove(0, _complaint.Length - LongestComplaint);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return; // It was closed with the process.
        }
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Plugin {Plugin}: {Progress}, correlation {CorrelationId}")]
    private partial void LogProgress(string plugin, string? progress, string? correlationId);
}
