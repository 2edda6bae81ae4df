using System.Net;
using System.Net.Http.Json;
using Nexus.Contracts;
using Nexus.Testing;

namespace Nexus.Server.Tests;

/// <summary>A home on a full disk: what cannot be written is refused with the next step, the rest goes on.</summary>
public sealed class DiskFullTests : IDisposable
{
    private readonly SmallDisk? _disk = SmallDisk.TryMake(megabytes: 4);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _disk?.Dispose();

    [Fact]
    public async Task Writes_are_refused_reads_go_on_and_with_room_so_do_writes()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        await using var host = await ServerHost.StartAsync(home: _disk.Path);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "before", Start = false });

        _disk.Fill();
        var refused = await FillAsync(client);
        var read = await client.GetFromJsonAsync("/api/v1/workspaces", ContractsJson.Default.WorkspacePage, Ct);
        _disk.Free();
        var after = await client.CreateAsync(new() { WorkspaceName = "after", Start = false });

        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        var error = (await refused.ErrorAsync()).Error;
        Assert.Equal("server.disk_full", error.Code);
        Assert.StartsWith("Free space there", error.Hint, StringComparison.Ordinal);
        Assert.Contains(read!.Items, workspace => workspace.WorkspaceName == "before");
        Assert.Equal(HttpStatusCode.Accepted, after.StatusCode);
        Assert.True((await host.Ledger.VerifyAsync(Ct)).IsIntact);
    }

    [Fact]
    public async Task An_upload_that_does_not_fit_is_refused_and_leaves_nothing()
    {
        Assert.SkipWhen(_disk is null, "this user may not mount");
        await using var host = await ServerHost.StartAsync(home: _disk.Path);
        using var client = await host.RegisteredAsync();
        await client.CreateAsync(new() { WorkspaceName = "demo", Upload = true });
        using var large = new ByteArrayContent(new byte[8 << 20]);

        var refused = await client.PutAsync("/api/v1/workspaces/demo/source", large, Ct);

        Assert.Equal(HttpStatusCode.InsufficientStorage, refused.StatusCode);
        Assert.Equal("server.disk_full", (await refused.ErrorAsync()).Error.Code);
        Assert.Empty(Directory.EnumerateFiles(_disk.File("state/uploads")));
    }

    /// <summary>The database had room of its own left in its files.</summary>
    private static async Task<HttpResponseMessage> FillAsync(HttpClient client)
    {
        for (var i = 0; i < 2000; i++)
        {
            var response = await client.CreateAsync(new() { WorkspaceName = $"more-{i}", Start = false });
            if (response.StatusCode is not HttpStatusCode.Accepted)
                return response;
        }

        throw new InvalidOperationException("The disk did not become full.");
    }
}
