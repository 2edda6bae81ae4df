using System.Text;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Spec;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Config;
using Nexus.Workspaced.Exec;
using Nexus.Workspaced.Logs;
using Nexus.Workspaced.Services;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Hooks;

/// <summary>Answers <c>hook</c>: the repository's own commands around the life of its services.</summary>
internal sealed class RunHook(WorkspacePlan plan, UserCommands commands, LogStore logs, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var (name, limitMs) = connection.Body(TransportJson.Default.HookRequest);
        var text = TextOf(plan.Config.Lifecycle, name, connection.Request.Verb);
        var limit = limitMs is > 0 and var asked && asked < Longest.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(asked)
            : Longest;
        return new ShownWork(limit, clock).AnswerAsync(
            connection,
            (frames, token) => string.IsNullOrWhiteSpace(text) ? Task.FromResult(0) : RunAsync(text, frames, token),
            () => ServiceErrors.HookTimedOut(name, limit), cancellationToken);
    }

    private static string? TextOf(LifecycleConfig lifecycle, string name, string verb) => name switch
    {
        "pre_start" => lifecycle.PreStart,
        "post_start" => lifecycle.PostStart,
        "pre_stop" => lifecycle.PreStop,
        _ => throw WorkspacedErrors.BadRequest(verb),
    };

    private async Task<int> RunAsync(string text, FrameChannel frames, CancellationToken cancellationToken)
    {
        var log = logs.Open(LogStore.Own);
        var script = text.TrimStart();
        var file = script.StartsWith("#!", StringComparison.Ordinal) ? WriteScript(script) : null;
        try
        {
            var child = commands.Start(commands.ProjectRequest(ArgvOf(script, file)) with
            {
                Output = StdioTarget.Pipe,
                Error = StdioTarget.Pipe,
            });
            return await OutputPump.FollowAsync(child, BothAsync, cancellationToken);
        }
        finally
        {
            if (file is not null)
                File.Delete(file);
        }

        ValueTask BothAsync(FrameKind stream, ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            log.Append(stream is FrameKind.Stdout ? LogStream.Stdout : LogStream.Stderr, bytes.Span);
            return frames.WriteAsync(stream, bytes, token);
        }
    }

    private string WriteScript(string script)
    {
        var file = HomeLeftovers.NewHook(commands.User);
        File.WriteAllText(file, script, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        UnixFiles.TryChangeOwner(file, commands.User.UserId, commands.User.GroupId);
        return file;
    }

    /// <summary>As the kernel reads a first line: a program and one argument. Works where files may not run.</summary>
    private static Argv ArgvOf(string script, string? file)
    {
        if (file is null)
            return UserCommands.Shell(script);

        var words = script.Split('\n')[0][2..].Trim().Split((char[]?)null, 2, StringSplitOptions.TrimEntries);
        return words.Length == 2 ? new(words[0], words[1], file) : new(words[0], file);
    }
}
