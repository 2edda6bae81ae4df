using System.Net.Sockets;
using System.Text;
using Nexus.Spec;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Health;

/// <summary>One attempt to find out whether a service works.</summary>
internal sealed class HealthProbe(UserCommands commands, TimeProvider clock)
{
    private static readonly TimeSpan AttemptDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CommandDeadline = TimeSpan.FromSeconds(5);

    /// <returns>Null when healthy, else why not.</returns>
    public Task<string?> TryAsync(ServiceConfig service, CancellationToken cancellationToken) =>
        service.HealthCheck.Type switch
        {
            HealthCheckType.Tcp => TcpAsync(service, cancellationToken),
            HealthCheckType.Http => HttpAsync(service, cancellationToken),
            HealthCheckType.Custom => CommandAsync(service, cancellationToken),
            _ => Task.FromResult<string?>(null),
        };

    private static int PortOf(ServiceConfig service) => service.HealthCheck.Port ?? service.Port ?? 0;

    private async Task<string?> TcpAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(service, cancellationToken);
        return socket is null ? $"nothing accepts connections on port {PortOf(service)}" : null;
    }

    private Task<Socket?> ConnectAsync(ServiceConfig service, CancellationToken cancellationToken) =>
        Loopback.ConnectAsync(
            Loopback.Resolve(service.HealthCheck.Host), PortOf(service), AttemptDeadline, clock, cancellationToken);

    private async Task<string?> HttpAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(service, cancellationToken);
        if (socket is null)
            return $"nothing accepts connections on port {PortOf(service)}";

        var path = service.HealthCheck.Path ?? "/";
        var request = $"GET {path} HTTP/1.0\r\nHost: localhost:{PortOf(service)}\r\n"
            + "User-Agent: nexus-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        using var deadline = new CancellationTokenSource(AttemptDeadline, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), bounds.Token);
            return await ReadStatusAsync(socket, path, bounds.Token);
        }
        catch (SocketException)
        {
            return $"GET {path} was cut off";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"GET {path} was not answered within {AttemptDeadline.TotalSeconds:0} s";
        }
    }

    /// <summary>Of <c>HTTP/1.1 200 OK</c> the number; what follows is not read.</summary>
    private static async Task<string?> ReadStatusAsync(Socket socket, string path, CancellationToken cancellationToken)
    {
        var head = new byte[12];
        for (var length = 0; length < head.Length;)
        {
            var read = await socket.ReceiveAsync(head.AsMemory(length), cancellationToken);
            if (read == 0)
                return $"GET {path} was not answered in HTTP";
            length += read;
        }

        var line = Encoding.ASCII.GetString(head);
        if (!line.StartsWith("HTTP/1.", StringComparison.Ordinal))
            return $"GET {path} was not answered in HTTP";
        return line[9] is '2' or '3' ? null : $"GET {path} answered {line[9..]}";
    }

    private async Task<string?> CommandAsync(ServiceConfig service, CancellationToken cancellationToken)
    {
        var argv = UserCommands.Shell(service.HealthCheck.Command ?? "false");
        await using var child = commands.Start(commands.Request(argv, service.Environment));
        try
        {
            var code = await child.Exited.WaitAsync(CommandDeadline, clock, cancellationToken);
            return code == 0 ? null : $"the check exited with code {code}";
        }
        catch (TimeoutException)
        {
            return $"the check did not end within {CommandDeadline.TotalSeconds:0} s";
        }
    }
}
