using System.Net.Sockets;
using System.Text;
using Nexus.Spec;
using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Health;

/// <summary>One attempt to find out whether a service works.</summary>
internal sealed class HealthProbe(UserCommands commands, TimeProvider clock)
{
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(2);

    /// <summary>A command may have to start programs first.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(4);

    /// <summary>From the status of an answer to its end.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(0.5);

    private const int MostRest = 1024 * 1024;

    /// <summary>An attempt that ends that late says more of who made it than of the service.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    /// <param name="service">To try.</param>
    /// <param name="atMost">Two seconds over the network and four of a command, also when this is longer.</param>
    /// <param name="cancellationToken">Nobody wants to know any more.</param>
    /// <returns>Null when healthy, else why not.</returns>
    public Task<Miss?> TryAsync(ServiceConfig service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var quick = atMost < LongestAttempt ? atMost : LongestAttempt;
        var check = atMost < LongestCheck ? atMost : LongestCheck;
        return service.HealthCheck.Type switch
        {
            HealthCheckType.Tcp => TcpAsync(service, quick, cancellationToken),
            HealthCheckType.Http => HttpAsync(service, quick, cancellationToken),
            HealthCheckType.Custom => CommandAsync(service, check, cancellationToken),
            _ => Task.FromResult<Miss?>(null),
        };
    }

    private static int PortOf(ServiceConfig service) => service.HealthCheck.Port ?? service.Port ?? 0;

    private Miss Closed(int port, long started, TimeSpan atMost) =>
        Judge(started, atMost, new($"nothing accepts connections on port {port}", port));

    private Miss Judge(long started, TimeSpan atMost, Miss miss) =>
        miss with { WasAway = clock.GetElapsedTime(started) > atMost + Away };

    private async Task<Miss?> TcpAsync(ServiceConfig service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var socket = await ConnectAsync(service, atMost, cancellationToken);
        return socket is null ? Closed(PortOf(service), started, atMost) : null;
    }

    private Task<Socket?> ConnectAsync(ServiceConfig service, TimeSpan atMost, CancellationToken cancellationToken) =>
        Loopback.ConnectAsync(
            Loopback.Resolve(service.HealthCheck.Host), PortOf(service), atMost, clock, cancellationToken);

    /// <summary>Connection and answer share the time.</summary>
    private async Task<Miss?> HttpAsync(ServiceConfig service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(atMost, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var socket = await ConnectAsync(service, atMost, cancellationToken);
        if (socket is null)
            return Closed(PortOf(service), started, atMost);

        var path = service.HealthCheck.Path ?? "/";
        var request = $"GET {path} HTTP/1.0\r\nHost: localhost:{PortOf(service)}\r\n"
            + "User-Agent: nexus-health\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), bounds.Token);
            var reason = await ReadStatusAsync(socket, path, bounds.Token);
            await ReadRestAsync(socket, bounds.Token);
            return reason is null ? null : new(reason);
        }
        catch (SocketException)
        {
            return new($"GET {path} was cut off");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Judge(started, atMost, new($"GET {path} was not answered within {atMost.TotalSeconds:0.#} s"));
        }
    }

    /// <summary>Of <c>HTTP/1.1 200 OK</c> the number, which alone decides.</summary>
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

    /// <summary>
    /// What is closed unread, the system resets, and servers log that as a client's failure. So an answer is read to
    /// its end, unless it is long or has none.
    /// </summary>
    private async Task ReadRestAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestRest, clock);
        using var bounds = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var some = new byte[16 * 1024];
        try
        {
            for (var left = MostRest; left > 0;)
            {
                var read = await socket.ReceiveAsync(some, bounds.Token);
                if (read == 0)
                    return;
                left -= read;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return; // The status was read, and what comes of the rest says nothing of the service.
        }
    }

    private async Task<Miss?> CommandAsync(
        ServiceConfig service, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var argv = UserCommands.Shell(service.HealthCheck.Command ?? "false");
        await using var child = commands.Start(commands.ProjectRequest(argv, service.Environment));
        try
        {
            var code = await child.Exited.WaitAsync(atMost, clock, cancellationToken);
            return code == 0 ? null : new($"the check exited with code {code}");
        }
        catch (TimeoutException)
        {
            return Judge(started, atMost, new($"the check did not end within {atMost.TotalSeconds:0.#} s"));
        }
    }
}
