using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Providers;
using Nexus.Transport.Control;

namespace Nexus.Node.Environments;

/// <summary>
/// What this node has for a server. An engine that does not answer says nothing of its environments: they are left out
/// and told when it answers again. What another server made is left alone.
/// </summary>
internal sealed partial class EnvironmentInventory(
    ProviderSet providers, EnvironmentDirectories directories, EnvironmentWatches watches, ReportBoard board,
    TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private IReadOnlyList<IProvider> _silent = [];

    /// <summary>Every environment of this server, running or not; those that run are followed from now on.</summary>
    public async Task<NodeInventory> TakeAsync(string? server, CancellationToken cancellationToken)
    {
        board.ForgetNews();
        await LeaveOthersAsync(server);
        var lists = await Task.WhenAll(
            providers.All.Select(provider => ListAsync(provider, server, cancellationToken)));
        _silent = [.. lists.Where(list => list.Reports is null).Select(list => list.Provider)];
        return await SeeAsync([.. lists.SelectMany(list => list.Reports ?? [])], cancellationToken);
    }

    /// <summary>The environments of providers that did not answer before and do now.</summary>
    /// <returns>Null: there is none.</returns>
    public async Task<NodeInventory?> CatchUpAsync(string? server, CancellationToken cancellationToken)
    {
        var lists = await Task.WhenAll(
            _silent.Select(provider => ListAsync(provider, server, cancellationToken)));
        var isNew = lists.Any(list => list.Reports is not null);
        _silent = [.. lists.Where(list => list.Reports is null).Select(list => list.Provider)];
        return isNew
            ? await SeeAsync([.. lists.SelectMany(list => list.Reports ?? [])], cancellationToken)
            : null;
    }

    /// <summary>With the state of the services, as far as their daemons answer soon.</summary>
    private async Task<NodeInventory> SeeAsync(
        IReadOnlyList<EnvironmentReport> found, CancellationToken cancellationToken)
    {
        var known = Task.WhenAll(
            found.Where(IsFollowed)
                .Select(report => watches.Begin(report.WorkspaceId, report.Provider)));
        await Task.WhenAny(known, Task.Delay(Settle, clock, cancellationToken));
        return new(
            [.. found.Select(report => IsFollowed(report) ? board.Find(report.WorkspaceId) ?? report : report)],
            [.. providers.All.Except(_silent).Select(provider => provider.Name)]);
    }

    private static bool IsFollowed(EnvironmentReport report) => report.IsRunning || report.IsPaused;

    private async Task LeaveOthersAsync(string? server)
    {
        foreach (var record in directories.All().Where(record => !record.IsOf(server)))
        {
            LogLeft(record.WorkspaceId, record.ServerId, server);
            await watches.EndAsync(record.WorkspaceId);
            board.Remove(record.WorkspaceId);
        }
    }

    /// <returns>Null: the provider did not answer.</returns>
    private async Task<(IProvider Provider, IReadOnlyList<EnvironmentReport>? Reports)> ListAsync(
        IProvider provider, string? server, CancellationToken cancellationToken)
    {
        try
        {
            var infos = await providers.AskAsync(provider, (p, token) => p.ListAsync(token), cancellationToken);
            return (provider, Reports(provider.Name, infos, server));
        }
        catch (NexusException e)
        {
            if (!_silent.Contains(provider) && directories.All().Any(record => record.Provider == provider.Name))
                LogSilent(provider.Name, e.Error.Message);
            return (provider, null);
        }
    }

    private IReadOnlyList<EnvironmentReport> Reports(
        string provider, IReadOnlyList<EnvironmentInfo> infos, string? server)
    {
        var found = new Dictionary<string, EnvironmentInfo>(StringComparer.Ordinal);
        var records = directories.All().Where(record => record.Provider == provider).ToList();
        foreach (var record in records)
            found[record.WorkspaceId] = new(record.WorkspaceId, IsRunning: false, "It is gone.");
        foreach (var info in infos)
            found[info.WorkspaceId] = info;
        foreach (var record in records.Where(record => !record.IsOf(server)))
            found.Remove(record.WorkspaceId);
        return [.. found.Values.Select(
            info => new EnvironmentReport(
                info.WorkspaceId, provider, info.IsRunning, null, info.Reason, info.IsPaused))];
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "Left alone: {Workspace} is of the server {Other} and not of {Server}")]
    private partial void LogLeft(string workspace, string? other, string? server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The environments of '{Provider}' are not known now: {Reason}")]
    private partial void LogSilent(string provider, string reason);
}
