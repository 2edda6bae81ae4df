using System.Text;
using Microsoft.Win32.SafeHandles;
using Nexus.Client;
using Nexus.Contracts;
using Nexus.Processes.Terminals;

namespace Nexus.Cli.Workspaces;

/// <summary>What a command said, and how it ended.</summary>
internal sealed record ExecOutcome(int ExitCode, string Stdout, string Stderr);

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
        var feeding = FeedAsync(session, ended.Token);
        await using var output = Console.OpenStandardOutput();
        await using var error = Console.OpenStandardError();
        try
        {
            while (true)
            {
                var frame = await session.ReadAsync(cancellationToken);
                if (frame.Kind is FrameKind.Exit)
                    return ExecSession.ExitCodeOf(frame);
                var to = frame.Kind is FrameKind.Stderr ? error : output;
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
        while (true)
        {
            var frame = await session.ReadAsync(cancellationToken);
            if (frame.Kind is FrameKind.Exit)
            {
                caller.Output.Json(
                    new(ExecSession.ExitCodeOf(frame), Text(output), Text(error)), CliJson.Default.ExecOutcome);
                return ExecSession.ExitCodeOf(frame);
            }

            var to = frame.Kind is FrameKind.Stderr ? error : output;
            to.Write(frame.Payload.Span[..(int)Math.Min(frame.Payload.Length, CollectAtMost - to.Length)]);
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

    /// <summary>A terminal itself: a console stream would edit lines and change its settings.</summary>
    private static Stream Input() => Console.IsInputRedirected
        ? Console.OpenStandardInput()
        : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);

    private static async Task FeedAsync(ExecSession session, CancellationToken cancellationToken)
    {
        await using var input = Input();
        var buffer = new byte[32 * 1024];
        while (await input.ReadAsync(buffer, cancellationToken) is var read and > 0)
            await session.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        await session.EndInputAsync(cancellationToken);
    }

    /// <summary>What is sent to a command that has just ended may fail; that is not our failure.</summary>
    private static void Pass(Task sending) => _ = sending.ContinueWith(
        static done => done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
        TaskScheduler.Default);

    private static string Text(MemoryStream bytes) => Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
}
