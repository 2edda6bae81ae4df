using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Nexus.Journeys.Installing;

namespace Nexus.Journeys.Reaching;

/// <summary>README: a port works through the server as soon as the service listens, however late that is.</summary>
public sealed class LateServiceTests
{
    /// <summary>Says how long it had listened when somebody came.</summary>
    private const string Program = """
        import os, socket, sys, time
        while not os.path.exists(f"/home/dev/go-{sys.argv[1]}"):
            time.sleep(0.01)
        door = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        since = time.monotonic()
        while True:
            caller, _ = door.accept()
            caller.sendall(b"%.3f\n" % (time.monotonic() - since))
            caller.close()
        """;

    private static readonly int[] Ports = [5901, 5902, 5903];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The middle one of three: this machine may be away for a second.</summary>
    [Fact]
    public async Task A_service_that_listens_late_is_reached_through_its_port_within_a_second_of_it()
    {
        await using var nexus = await Installation.StartAsync("process");
        var repository = await RepositoryAsync(nexus);
        await nexus.NexusAsync("workspace", "create", "late", "--source", repository, "--provider", "process");
        var workspace = await nexus.StatusAsync("late");

        var took = new List<double>();
        foreach (var port in Ports)
        {
            var mapped = workspace.Services[Name(port)].MappedPort!.Value;
            Assert.Equal("", await AskAsync(mapped));
            var first = FirstAnswerAsync(mapped);
            await nexus.NexusAsync("workspace", "exec", "late", "--", "touch", $"/home/dev/go-{port}");
            took.Add(double.Parse(await first, CultureInfo.InvariantCulture));
        }

        took.Sort();
        Assert.True(took[1] <= 1, $"reached {string.Join(", ", took)} s after it listened");
    }

    private static string Name(int port) => string.Create(CultureInfo.InvariantCulture, $"late-{port}");

    private static async Task<string> RepositoryAsync(Installation nexus)
    {
        var repository = await nexus.MakeRepositoryAsync();
        var services = Ports.Select(port => string.Create(CultureInfo.InvariantCulture, $$"""
              {{Name(port)}}: {command: "exec python3 late.py {{port}}", port: {{port}}, health_check: none}

            """));
        await File.WriteAllTextAsync(Path.Combine(repository, "late.py"), Program, Ct);
        await File.WriteAllTextAsync(
            Path.Combine(repository, ".nexus", "config.yaml"), $"services:\n{string.Concat(services)}", Ct);
        await nexus.ScriptAsync(
            "cd $1; git add -A; git -c user.name=n -c user.email=n@localhost commit -qm late", repository);
        return repository;
    }

    /// <summary>Asked again and again.</summary>
    private static async Task<string> FirstAnswerAsync(int port)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            deadline.Token.ThrowIfCancellationRequested();
            if (await AskAsync(port) is { Length: > 0 } answer)
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
        }
    }

    /// <returns>Empty while nothing listens behind the port.</returns>
    private static async Task<string> AskAsync(int port)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, deadline.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            return (await reader.ReadToEndAsync(deadline.Token)).Trim();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return ""; // Reset: nobody is there yet.
        }
    }
}
