using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Transport;
using Nexus.Transport.Channels;
using Nexus.Transport.Workspaced;

namespace Nexus.Node.Tests;

/// <summary>Runs commands in an environment the way the server does: over a data connection of the node.</summary>
internal static class Inside
{
    public static async Task<(int Code, string Output)> ExecAsync(
        this FakeServer server, string workspaceId, string command, CancellationToken cancellationToken)
    {
        await using var stream = await server.StreamAsync(cancellationToken);
        var body = JsonSerializer.SerializeToElement(
            new ExecRequest { Command = command }, TransportJson.Default.ExecRequest);
        await stream.OpenAsync(
            new() { Verb = Verbs.Exec, WorkspaceId = workspaceId, DeadlineMs = 20_000, Body = body },
            TimeProvider.System, cancellationToken);
        using var frames = new FrameChannel(stream);
        var output = new StringBuilder();
        while (await frames.ReadAsync(cancellationToken) is { } frame)
        {
            if (frame.Kind is FrameKind.Exit)
                return (Code(frame), output.ToString());
            output.Append(Encoding.UTF8.GetString(frame.Payload.Span));
        }

        throw new IOException($"The command did not end: {output}");
    }

    private static int Code(Frame frame) =>
        JsonSerializer.Deserialize(frame.Payload.Span, TransportJson.Default.ExecResult)!.ExitCode;

    public static async Task SetUpAsync(
        this FakeServer server, string workspaceId, CancellationToken cancellationToken)
    {
        await using var stream = await server.StreamAsync(cancellationToken);
        var body = JsonSerializer.SerializeToElement(
            new SetupRequest("workspace", null, [], null), TransportJson.Default.SetupRequest);
        await stream.OpenAsync(
            new() { Verb = Verbs.Setup, WorkspaceId = workspaceId, DeadlineMs = 20_000, Body = body },
            TimeProvider.System, cancellationToken);
    }
}
