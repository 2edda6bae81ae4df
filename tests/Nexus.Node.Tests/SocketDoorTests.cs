using System.Net.Sockets;
using Nexus.Node.Files;

namespace Nexus.Node.Tests;

public sealed class SocketDoorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nx-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SocketDoorTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_root, "real")));
        _listener.Listen();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_socket_is_reached() =>
        await (await SocketDoor.ConnectAsync(Path.Combine(_root, "real"), Ct)).DisposeAsync();

    [Fact]
    public async Task A_link_is_not_followed_not_even_to_a_socket()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "link"), Path.Combine(_root, "real"));

        await Assert.ThrowsAsync<IOException>(() => SocketDoor.ConnectAsync(Path.Combine(_root, "link"), Ct));
    }

    [Fact]
    public async Task A_file_is_not_a_socket()
    {
        File.WriteAllText(Path.Combine(_root, "file"), "");

        await Assert.ThrowsAsync<IOException>(() => SocketDoor.ConnectAsync(Path.Combine(_root, "file"), Ct));
    }

    [Fact]
    public async Task A_path_longer_than_a_socket_address_is_reached()
    {
        var deep = Directory.CreateDirectory(Path.Combine(_root, new string('a', 100), new string('b', 100))).FullName;
        File.Move(Path.Combine(_root, "real"), Path.Combine(deep, "real"));

        await (await SocketDoor.ConnectAsync(Path.Combine(deep, "real"), Ct)).DisposeAsync();
    }
}
