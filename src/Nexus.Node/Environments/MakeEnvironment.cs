using Nexus.Contracts;
using Nexus.Node.Providers;
using Nexus.Transport.Control;

namespace Nexus.Node.Environments;

/// <summary>
/// Makes an environment that is missing, or one anew around its home. What it was made of is remembered, and by which
/// command, so that repeating either at any point ends the same.
/// </summary>
internal sealed class MakeEnvironment(
    EnvironmentDirectories directories, EnvironmentWatches watches, ReportBoard board, Func<string> nodeId)
{
    /// <param name="request">What shall be.</param>
    /// <param name="server">Who wants it; null: a server that does not tell.</param>
    /// <param name="provider">Which makes it.</param>
    /// <param name="anew">The command to make it anew for, unless it did already; null: only when missing.</param>
    /// <param name="cancellationToken">Ends the attempt; what was made stays.</param>
    public async Task RunAsync(
        EnsureRequest request, string? server, IProvider provider, string? anew, CancellationToken cancellationToken)
    {
        var workspaceId = request.WorkspaceId;
        var known = directories.Find(workspaceId);
        if (known is not null && known.Provider != provider.Name)
            throw new NexusException(EnvironmentErrors.OtherProvider(workspaceId, known.Provider));
        if (known is not null && server is not null && known.ServerId != server)
            directories.Write(known with { ServerId = server });
        var isAnew = anew is not null && known?.RecreatedBy != anew;
        if (!isAnew && known is not null && await provider.InspectAsync(workspaceId, cancellationToken) is not null)
        {
            if (known is not { HasAnswered: false, Made: { } made } || made == Asked(request))
                return;
            isAnew = true; // It never answered, and something else is wished for: a rebuild went wrong.
        }

        directories.Make(workspaceId, provider.Name, server);
        try
        {
            var unbounded = isAnew
                ? await RecreateAsync(provider, SpecOf(request), cancellationToken)
                : await CreateAsync(provider, SpecOf(request), cancellationToken);
            if (directories.Find(workspaceId) is { } record)
                directories.Write(Made(record, request, unbounded) with { RecreatedBy = anew ?? record.RecreatedBy });
        }
        catch (NexusException) when (known is null)
        {
            directories.Remove(workspaceId);
            throw;
        }
    }

    private static EnvironmentRecord Made(EnvironmentRecord record, EnsureRequest request, string? unbounded) =>
        record with
        {
            HasAnswered = false,
            Made = Asked(request),
            Unbounded = unbounded,
        };

    private static ProviderWish Asked(EnsureRequest request) =>
        new(request.Image, request.Cpus, request.MemoryBytes, request.DiskBytes);

    private Task<string?> CreateAsync(
        IProvider provider, EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        if (directories.Find(spec.WorkspaceId) is { HasAnswered: true } old)
            directories.Write(old with { HasAnswered = false });
        return provider.CreateAsync(spec, cancellationToken);
    }

    private async Task<string?> RecreateAsync(
        IProvider provider, EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        await watches.EndAsync(spec.WorkspaceId);
        try
        {
            var unbounded = await provider.RecreateAsync(spec, cancellationToken);
            board.Post(new(spec.WorkspaceId, provider.Name, IsRunning: false, null, "It was made anew."));
            return unbounded;
        }
        catch
        {
            // Perhaps nothing was touched.
            _ = watches.Begin(spec.WorkspaceId, provider.Name);
            throw;
        }
    }

    private EnvironmentSpec SpecOf(EnsureRequest request) => new(
        request.WorkspaceId, nodeId(), request.Image, EnvironmentLimits.For(
            (request.Cpus, request.MemoryBytes, request.Processes), Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes))
    {
        Asked =
        [
            .. request.Cpus is null ? (string[])[] : ["processors"],
            .. request.MemoryBytes is null ? (string[])[] : ["memory"],
        ],
        DiskBytes = request.DiskBytes,
    };
}
