using Nexus.Contracts;
using Nexus.Node.Images;
using Nexus.Node.Providers.Docker;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Node.Tests;

public sealed class ImageImportTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly DockerEngine _engine;

    public ImageImportTests() => _engine = new(DockerEngine.Open(Socket));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static ImageWish Wish { get; } = ImageWish.From("test/slow:1", with: null);

    private string Socket => Path.Combine(_root.Path, "d.sock");

    public void Dispose()
    {
        _engine.Dispose();
        _spawner.Dispose();
        _root.Dispose();
    }

    [Fact(Timeout = 30_000)]
    public async Task An_engine_that_gives_up_silent_connections_gets_what_took_longer_to_begin()
    {
        var taken = 0L;
        await using var engine = await FakeEngine.StartAsync(Socket, TimeSpan.FromSeconds(1), async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            taken = body.Length;
        });

        await ImportAsync("sleep 4; head -c 100000 /dev/zero");

        Assert.Equal(100_000, taken);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_engine_that_breaks_off_is_not_called_absent()
    {
        await using var engine = await FakeEngine.StartAsync(Socket, TimeSpan.FromMinutes(1), async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[512], context.RequestAborted);
            context.Abort();
        });

        var failure = await Assert.ThrowsAsync<NexusException>(() => ImportAsync("head -c 50000000 /dev/zero"));

        Assert.Equal("image.build_failed", failure.Error.Code);
        Assert.Contains("broke off", failure.Error.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("exit 7")]
    [InlineData("echo half an image; exit 7")]
    public async Task A_program_that_fails_is_told_of(string program)
    {
        await using var engine = await FakeEngine.StartAsync(
            Socket, TimeSpan.FromMinutes(1), context => context.Request.Body.CopyToAsync(Stream.Null, Ct));

        var failure = await Assert.ThrowsAsync<NexusException>(() => ImportAsync(program));

        Assert.Contains("mmdebstrap failed", failure.Error.Message, StringComparison.Ordinal);
    }

    private async Task ImportAsync(string program)
    {
        await using var packages = _spawner.Spawn(
            new SpawnRequest(new Argv("/bin/sh", ["-c", program])) { Output = StdioTarget.Pipe });
        await new ImageImport(_engine).RunAsync(Wish, packages, Ct);
    }
}
