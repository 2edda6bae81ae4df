namespace Nexus.Workspaced.Tests;

/// <summary>A sandbox of its own for each test; it ends with the test, whatever happens.</summary>
public abstract class SandboxTests(bool isRoot = true, bool mayTrace = true) : IAsyncLifetime
{
    private Sandbox? _sandbox;

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal Sandbox Workspace => _sandbox ?? throw new InvalidOperationException("The sandbox has not started.");

    public async ValueTask InitializeAsync() => _sandbox = await Sandbox.StartAsync(isRoot, mayTrace);

    public async ValueTask DisposeAsync()
    {
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
