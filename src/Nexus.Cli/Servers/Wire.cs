using Nexus.Cli.Talk;

namespace Nexus.Cli.Servers;

/// <summary>What stands between the command line and the wire.</summary>
internal static class Wire
{
    public static IReadOnlyList<DelegatingHandler> Around(
        KnownServer server, Place place, Output output, TimeProvider clock)
    {
        var around = new List<DelegatingHandler>();
        if (place.IsOn("NEXUS_TRACE"))
            around.Add(new TraceTalk(output, clock));
        else if (place.IsOn("NEXUS_DEBUG"))
            around.Add(new WireTalk(output, clock));
        if (server.Home is { } home)
            around.Add(new MovedServer(new LocalHome(home)));
        return around;
    }
}
