using System.Net.Sockets;
using System.Text;

namespace Nexus.Server;

/// <summary>sd_notify(3): tells systemd that the server answers, and that it ends. Nobody else is told.</summary>
internal static class TellSystemd
{
    private const string Variable = "NOTIFY_SOCKET";
    private const char Abstract = '\0';

    public static void Ready() => Send("READY=1");

    public static void Stopping() => Send("STOPPING=1");

    /// <summary>What cannot be told is no reason to end: systemd will say that it waited in vain.</summary>
    private static void Send(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 } path)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(
                Encoding.ASCII.GetBytes(state),
                new UnixDomainSocketEndPoint(path[0] is '@' ? Abstract + path[1..] : path));
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine($"warning: systemd cannot be told '{state}': {e.Message}");
        }
    }
}
