using System.Text;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli.Workspaces;

/// <summary>What a command said, and how it ended.</summary>
/// <param name="ExitCode">Its own.</param>
/// <param name="Stdout">The beginning of it, at most 4 MiB.</param>
/// <param name="Stderr">The same.</param>
/// <param name="Truncated">Whether it said more than is here.</param>
internal sealed record ExecOutcome(int ExitCode, string Stdout, string Stderr, bool Truncated);

/// <summary>A command in an environment, connected to our streams.</summary>
internal static class ExecRun
{
    private const int CollectAtMost = 4 * 1024 * 1024;

    public static async Task<int> StreamAsync(
        Caller caller, string workspace, IReadOnlyList<string> run, bool hasTerminal,
        CancellationToken cancellationToken)
    {
        var request = Request(run) with { Terminal = hasTerminal ? Size(caller) : null };
        await using var session = await caller.Client.ExecAsync(workspace, request, cancellationToken);
        using var raw = hasTerminal ? RawTerminal.Enter() : null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var resize = hasTerminal
            ? RawTerminal.OnResize(_ => Pass(session.ResizeAsync(Size(caller), ended.Token)))
            : null;

        // Reading our own input cannot be given up; it ends with the process.
        var feeding = FeedAsync(session, caller.Place.Input, ended.Token);
        try
        {
            while (true)
            {
                var frame = await session.ReadAsync(cancellationToken);
                if (frame.Kind is FrameKind.Exit)
                    return ExecSession.ExitCodeOf(frame);
                var to = frame.Kind is FrameKind.Stderr ? caller.Output.TalkBytes : caller.Output.ResultBytes;
                await to.WriteAsync(frame.Payload, cancellationToken);
            }
        }
        finally
        {
            await ended.CancelAsync();
            Pass(feeding);
        }
    }

    public static async Task<int> CollectAsync(
        Caller caller, string workspace, IReadOnlyList<string> run, CancellationToken cancellationToken)
    {
        await using var session = await caller.Client.ExecAsync(workspace, Request(run), cancellationToken);
        await session.EndInputAsync(cancellationToken);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        var isCut = false;
        while (true)
        {
            var frame = await session.ReadAsync(cancellationToken);
            if (frame.Kind is FrameKind.Exit)
            {
                caller.Output.Json(
                    new(ExecSession.ExitCodeOf(frame), Text(output), Text(error), isCut), CliJson.Default.ExecOutcome);
                return ExecSession.ExitCodeOf(frame);
            }

            var to = frame.Kind is FrameKind.Stderr ? error : output;
            var kept = (int)Math.Min(frame.Payload.Length, CollectAtMost - to.Length);
            to.Write(frame.Payload.Span[..kept]);
            isCut |= kept < frame.Payload.Length;
        }
    }

    /// <summary>One word with spaces in it is a line for the shell, as with ssh.</summary>
    private static ExecRequest Request(IReadOnlyList<string> run) =>
        run is [var line] && line.Contains(' ', StringComparison.Ordinal)
            ? new() { Command = line }
            : new() { Argv = run };

    private static TerminalSize Size(Caller caller)
    {
        var window = RawTerminal.Window;
        return new(window?.Columns ?? 80, window?.Rows ?? 24, caller.Place.Set("TERM"));
    }

    private static async Task FeedAsync(ExecSession session, Stream input, CancellationToken cancellationToken)
    {
        var buffer = new byte[32 * 1024];
        while (await ReadAsync(input, buffer, cancellationToken) is var read and > 0)
            await session.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        await session.EndInputAsync(cancellationToken);
    }

    /// <summary>What cannot be read, such as a directory, is empty; the command may do without.</summary>
    private static async Task<int> ReadAsync(Stream input, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await input.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>What is sent to a command that has just ended may fail; that is not our failure.</summary>
    private static void Pass(Task sending) => _ = sending.ContinueWith(
        static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private static string Text(MemoryStream bytes) => Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
}
