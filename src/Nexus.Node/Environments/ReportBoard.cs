using System.Threading.Channels;
using Nexus.Transport.Control;

namespace Nexus.Node.Environments;

/// <summary>What was last seen of each environment, and which of it the server has not heard yet.</summary>
internal sealed class ReportBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EnvironmentReport> _reports = new(StringComparer.Ordinal);
    private readonly HashSet<string> _news = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public EnvironmentReport? Find(string workspaceId)
    {
        lock (_gate)
            return _reports.GetValueOrDefault(workspaceId);
    }

    public void Post(EnvironmentReport report)
    {
        lock (_gate)
        {
            _reports[report.WorkspaceId] = report;
            _news.Add(report.WorkspaceId);
        }

        _signal.Writer.TryWrite(true);
    }

    public void Remove(string workspaceId)
    {
        lock (_gate)
        {
            _reports.Remove(workspaceId);
            _news.Remove(workspaceId);
        }
    }

    /// <summary>The inventory says it all: what came before is no news any more.</summary>
    public void ForgetNews()
    {
        lock (_gate)
            _news.Clear();
    }

    /// <summary>Waits for news; several changes of one environment are one.</summary>
    public async Task<IReadOnlyList<EnvironmentReport>> NewsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_gate)
            {
                if (_news.Count > 0)
                {
                    IReadOnlyList<EnvironmentReport> news =
                        [.. _news.Select(id => _reports.GetValueOrDefault(id)).OfType<EnvironmentReport>()];
                    _news.Clear();
                    return news;
                }
            }

            await _signal.Reader.ReadAsync(cancellationToken);
        }
    }
}
