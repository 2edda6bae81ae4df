namespace Nexus.Node.Tests;

/// <summary>A node of the provider process and a server for it; a test starts it when it is prepared.</summary>
public abstract class ProcessNodeTests : IAsyncLifetime
{
    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected FakeServer Server { get; private set; } = null!;

    private protected NodeUnderTest Node { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await FakeServer.StartAsync();
        Node = new NodeUnderTest(Server, "process");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Node.DisposeAsync();
        await Server.DisposeAsync();
    }
}
