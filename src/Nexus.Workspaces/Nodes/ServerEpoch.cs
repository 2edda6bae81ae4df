using System.Globalization;
using Nexus.Platform.Ledger;

namespace Nexus.Workspaces.Nodes;

/// <summary>
/// The server's term: one more at each start, so that a command of an older process is refused by nodes.
/// </summary>
public sealed class ServerEpoch(ILedger ledger)
{
    private const string Kind = "server";
    private const string Id = "epoch";

    /// <summary>0 until <see cref="BeginAsync"/> has run.</summary>
    public long Value { get; private set; }

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var row = await ledger.FindAsync(Kind, Id, cancellationToken);
        var next = row is null ? 1 : long.Parse(row.Body, CultureInfo.InvariantCulture) + 1;
        var body = next.ToString(CultureInfo.InvariantCulture);
        await ledger.AppendAsync(
            new([], new StateRow(Kind, Id, "", "system", (row?.Version ?? 0) + 1, body)), cancellationToken);
        Value = next;
    }
}
