using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Nexus.Cli.Servers;
using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary>
/// Makes a child home of the local server: known to its parent before anything is there, and each step may be repeated,
/// so that what was interrupted goes on when it is asked for again.
/// </summary>
internal sealed class ReplicateHome(Caller caller)
{
    private string Parent => caller.Place.NexusHome;

    public async Task<ChildView> RunAsync(string path, int port, CancellationToken cancellationToken)
    {
        var children = await caller.Client.ChildrenAsync(cancellationToken);
        var begun = children.FirstOrDefault(child => child.Path == path && child.Status is ChildStatus.Making);
        var home = new ChildHome(path);
        Check(home, begun, port);
        var ports = await PortsAsync(children.Where(child => child.Path != path), cancellationToken);

        var child = await caller.Client.BeginChildAsync(new() { Path = path, Port = port }, cancellationToken);
        home.Prepare(child, Parent, ports);
        caller.Output.Say($".. {path}: settings without secrets");
        var server = new ChildServer(caller, home, port);
        await server.StartAsync(cancellationToken);
        caller.Output.Say($".. its server answers at http://127.0.0.1:{port}");
        var blueprints = await new CopyBlueprints(caller, server, home).RunAsync(cancellationToken);
        caller.Output.Say($".. {blueprints} blueprints in force");
        return await server.IsHealthyAsync(cancellationToken)
            ? await caller.Client.FinishChildAsync(child.ChildId, blueprints, cancellationToken)
            : throw new NexusException(ChildErrors.NotAnswering(path, port));
    }

    private void Check(ChildHome home, ChildView? begun, int port)
    {
        if (new LocalHome(Parent).Running is null)
            throw new NexusException(ChildErrors.NoParent(Parent));
        if (IsWithin(home.Path, Parent) || IsWithin(Parent, home.Path))
            throw new NexusException(ChildErrors.Inside(home.Path, Parent));
        home.CheckEmpty(Parent, begun?.ChildId);
        if (!new ChildServer(caller, home, port).Runs && !IsFree(port))
            throw new NexusException(ChildErrors.PortTaken(port));
    }

    /// <summary>Where links lead counts, not how a path is written.</summary>
    private static bool IsWithin(string path, string directory) =>
        $"{Real(path)}/".StartsWith($"{Real(directory)}/", StringComparison.Ordinal);

    private static string Real(string path)
    {
        var (there, rest) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), "");
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above)
            (there, rest) = (above, $"/{Path.GetFileName(there)}{rest}");
        var parts = there.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var real = "";
        foreach (var part in parts)
            real = Directory.ResolveLinkTarget($"{real}/{part}", returnFinalTarget: true)?.FullName ?? $"{real}/{part}";
        return real + rest;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<PortBlock> PortsAsync(IEnumerable<ChildView> others, CancellationToken cancellationToken)
    {
        var settings = await caller.Client.SettingsAsync(cancellationToken);
        var ours = new PortBlock(
            Number("ssh.first"), Number("ssh.last"), Number("services.first"), Number("services.last"));
        return ours.After([ours, .. others.Select(child => Read(child.Path)).OfType<PortBlock>()]);

        int Number(string key) => int.Parse(
            settings.Items.First(item => item.Key == $"ports.{key}").Value ?? "0", CultureInfo.InvariantCulture);
    }

    private static PortBlock? Read(string home)
    {
        using var config = Json.Read(Path.Combine(home, "state", "config.json"));
        return config is not null && config.RootElement.TryGetProperty("ports", out var ports)
            ? new(
                Number("ssh", "first"), Number("ssh", "last"),
                Number("services", "first"), Number("services", "last"))
            : null;

        int Number(string range, string end) =>
            ports.TryGetProperty(range, out var both) && both.TryGetProperty(end, out var port)
                && port.TryGetInt32(out var number) ? number : 0;
    }
}
