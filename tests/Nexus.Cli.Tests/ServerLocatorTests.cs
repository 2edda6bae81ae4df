using Nexus.Cli.Servers;
using Nexus.Contracts;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>Which server is meant, and which token it may see.</summary>
public sealed class ServerLocatorTests : IAsyncDisposable
{
    private readonly Desk _desk = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private ChildProcess? _program;

    public ServerLocatorTests() => _desk.Set("NEXUS_SERVER", "");

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _spawner.Dispose();
        _desk.Dispose();
    }

    [Fact]
    public void Without_anything_it_is_the_loopback() =>
        Assert.Equal(("http://127.0.0.1:3001/", null), Find());

    [Fact]
    public void The_local_home_says_where_its_server_is_and_lends_its_token()
    {
        Announce("http://127.0.0.1:4001", Run("nexusd"));

        Assert.Equal(("http://127.0.0.1:4001/", "local-token"), Find());
        _desk.Set("NEXUS_SERVER", "localhost:4001");
        Assert.Equal(("http://127.0.0.1:4001/", "local-token"), Find());
    }

    [Fact]
    public void A_server_that_listens_everywhere_is_reached_on_the_loopback()
    {
        Announce("http://0.0.0.0:4001", Run("nexusd"));

        Assert.Equal(("http://127.0.0.1:4001/", "local-token"), Find());
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:4002/health?x=1")]
    [InlineData(false, "http://127.0.0.1:4001/health?x=1")]
    public async Task A_server_that_came_back_elsewhere_is_asked_there(bool isRunning, string expected)
    {
        Announce("http://127.0.0.1:4002", isRunning ? Run("nexusd") : 4194305);
        using var asked = new Asked();
        using var moved = new MovedServer(new LocalHome(_desk.Place().NexusHome)) { InnerHandler = asked };
        using var http = new HttpClient(moved) { BaseAddress = new Uri("http://127.0.0.1:4001") };

        using var _ = await http.GetAsync("/health?x=1", TestContext.Current.CancellationToken);

        Assert.Equal(expected, asked.Last?.ToString());
    }

    [Fact]
    public void Who_took_the_port_of_a_server_that_ended_does_not_see_its_token()
    {
        Announce("http://127.0.0.1:4001", pid: 4194305);

        Assert.Equal(("http://127.0.0.1:4001/", null), Find());
    }

    [Fact]
    public void A_pid_that_went_to_another_program_does_not_count()
    {
        Announce("http://127.0.0.1:4001", Run("sleep"));

        Assert.Equal(("http://127.0.0.1:4001/", null), Find());
    }

    [Fact]
    public void Another_port_of_the_loopback_does_not_see_the_token()
    {
        Announce("http://127.0.0.1:4001", Run("nexusd"));
        _desk.Set("NEXUS_SERVER", "http://127.0.0.1:4002");

        Assert.Equal(("http://127.0.0.1:4002/", null), Find());
    }

    [Fact]
    public void Another_machine_never_sees_the_local_token()
    {
        _desk.Write("home/.local/share/nexus/state/config.json", """{"auth":{"token":"local-token"}}""");
        _desk.Set("NEXUS_SERVER", "staging.example.com");

        Assert.Equal(("https://staging.example.com:3001/", null), Find());
    }

    [Fact]
    public void Variables_win_over_choices()
    {
        _desk.Write("home/.nexus/config.yaml", "server: staging.example.com\nserver_port: 8443\n");

        Assert.Equal("https://staging.example.com:8443/", Find().Address);
        _desk.Set("NEXUS_SERVER", "other.example.com");
        _desk.Set("NEXUS_SERVER_PORT", "9000");
        _desk.Set("NEXUS_TOKEN", "t");
        Assert.Equal(("https://other.example.com:9000/", "t"), Find());
    }

    [Fact]
    public void Credentials_are_kept_by_server()
    {
        _desk.Set("NEXUS_SERVER", "staging.example.com");
        var file = _desk.Write("home/.nexus/credentials", """{"https://staging.example.com:3001":"kept"}""");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal("kept", Find().Token);
    }

    [Fact]
    public void Credentials_that_others_can_read_are_refused()
    {
        _desk.Set("NEXUS_SERVER", "staging.example.com");
        var file = _desk.Write("home/.nexus/credentials", "{}");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        var failure = Assert.Throws<NexusException>(() => Find());

        Assert.Equal("server.credentials_open", failure.Error.Code);
        Assert.Equal(ExitCode.Halted, ExitCode.For(failure.Error));
    }

    [Fact]
    public void A_port_is_a_number()
    {
        _desk.Set("NEXUS_SERVER_PORT", "many");

        Assert.Equal("server.invalid_port", Assert.Throws<NexusException>(() => Find()).Error.Code);
    }

    private void Announce(string url, int pid)
    {
        _desk.Write("home/.local/share/nexus/state/server.json", $$"""{"url":"{{url}}","pid":{{pid}}}""");
        _desk.Write("home/.local/share/nexus/state/config.json", """{"auth":{"token":"local-token"}}""");
    }

    /// <summary>A program of that name that does nothing; it ends with the test.</summary>
    private int Run(string name)
    {
        var program = Path.Combine(_desk.Root, name);
        File.Copy("/bin/sleep", program);
        _program = _spawner.Spawn(new SpawnRequest(new Argv(program, "60")));
        return _program.Pid;
    }

    private (string Address, string? Token) Find()
    {
        var place = _desk.Place();
        var server = ServerLocator.Find(
            place, ServerLocator.Choices(place, new(TextWriter.Null, TextWriter.Null)));
        return (server.Address.ToString(), server.Token);
    }

    private sealed class Asked : HttpMessageHandler
    {
        public Uri? Last { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Last = request.RequestUri;
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
