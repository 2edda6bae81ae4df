using System.Text.Json;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Workspaced.Channel;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Exec;

/// <summary>Answers <c>exec</c>.</summary>
internal sealed class RunCommand(UserCommands commands)
{
    public async Task AnswerAsync(Connection connection, CancellationToken cancellationToken)
    {
        var request = connection.Body(TransportJson.Default.ExecRequest);
        var child = commands.Start(ToSpawn(request, connection.Request.Verb));
        await connection.AcceptAsync(cancellationToken);
        using var frames = new FrameChannel(connection.Channel);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = new ExecInput(child, frames, connection).RunAsync(work);
        try
        {
            var code = await OutputPump.FollowAsync(child, frames.WriteAsync, work.Token);
            var result = JsonSerializer.SerializeToUtf8Bytes(new ExecResult(code), TransportJson.Default.ExecResult);
            await frames.WriteAsync(FrameKind.Exit, result, cancellationToken);
        }
        finally
        {
            await work.CancelAsync();
            await input;
        }
    }

    private SpawnRequest ToSpawn(ExecRequest request, string verb)
    {
        var command = request switch
        {
            { Command: { } text, Argv: null } => UserCommands.Shell(text),
            { Command: null, Argv: { Count: > 0 } argv } => new Argv(argv[0], [.. argv.Skip(1)]),
            _ => throw WorkspacedErrors.BadRequest(verb),
        };
        var spawn = commands.Request(command, request.Environment, request.WorkingDirectory);
        return request.Terminal is { } terminal
            ? spawn with
            {
                Terminal = new TerminalWindow(terminal.Columns, terminal.Rows),
                TerminalOwner = Owner(commands.User),
                Environment = WithTerm(spawn.Environment, terminal.Term),
            }
            : spawn with { Input = StdioTarget.Pipe, Output = StdioTarget.Pipe, Error = StdioTarget.Pipe };
    }

    private static FileOwner? Owner(UserAccount user) =>
        user.LaunchUser is { } launch ? new FileOwner(launch.UserId, launch.GroupId) : null;

    private static Dictionary<string, string> WithTerm(IReadOnlyDictionary<string, string> variables, string? term) =>
        new(variables, StringComparer.Ordinal) { ["TERM"] = term is { Length: > 0 } ? term : "xterm-256color" };
}
