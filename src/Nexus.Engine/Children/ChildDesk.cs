using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Children;

/// <summary>
/// Knows the homes made from this one. Each is written down before anything of it is made, so that none is forgotten
/// half-way; making and removing them is the command line's, on this machine.
/// </summary>
internal sealed class ChildDesk(ILedger ledger, IEventIntake intake, TimeProvider clock)
{
    private const int Most = 100;
    private const int LongestPath = 1000;

    public async Task<IReadOnlyList<ChildView>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await ledger.ListAsync(new(ChildState.RowKind, Scope.All) { Limit = Most }, cancellationToken);
        var children = rows.Select(row => ChildState.Read(row).View());
        return [.. children.OrderBy(child => child.Path, StringComparer.Ordinal)];
    }

    /// <exception cref="NexusException"><c>child.invalid</c>, <c>child.there</c>, <c>child.too_many</c>.</exception>
    public async Task<ChildView> BeginAsync(ChildRequest wish, Asker by, CancellationToken cancellationToken)
    {
        Check(wish);
        if (await ledger.FindByNameAsync(ChildState.RowKind, Scope.All, wish.Path, cancellationToken) is { } row)
        {
            var before = ChildState.Read(row);
            if (before.Status is ChildStatus.Ready)
                throw new NexusException(ChildErrors.There(wish.Path));
            if (before.Port == wish.Port)
                return before.View();
            return await KeepAsync(row.Next((before with { Port = wish.Port }).Body()), "xyn.child.begun", by);
        }

        if ((await ListAsync(cancellationToken)).Count >= Most)
            throw new NexusException(ChildErrors.TooMany(Most));
        var child = new ChildState
        {
            ChildId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Path = wish.Path,
            Port = wish.Port,
            Status = ChildStatus.Making,
            Blueprints = 0,
            CreatedAt = clock.GetUtcNow(),
        };
        return await KeepAsync(
            new(ChildState.RowKind, child.ChildId, child.Path, by.UserId, 1, child.Body()), "xyn.child.begun", by);
    }

    /// <summary>It is whole and has answered. Safe to repeat.</summary>
    /// <exception cref="NexusException"><c>child.not_found</c>.</exception>
    public async Task<ChildView> FinishAsync(
        string id, int blueprints, Asker by, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken);
        var ready = ChildState.Read(row) with { Status = ChildStatus.Ready, Blueprints = Math.Max(blueprints, 0) };
        return ready == ChildState.Read(row)
            ? ready.View()
            : await KeepAsync(row.Next(ready.Body()), "xyn.child.ready", by);
    }

    /// <summary>It is no child of this home any more; what is on the disk is not looked at.</summary>
    /// <exception cref="NexusException"><c>child.not_found</c>.</exception>
    public async Task<ChildView> ForgetAsync(string id, Asker by, CancellationToken cancellationToken)
    {
        var row = await FindAsync(id, cancellationToken);
        var child = ChildState.Read(row);
        await intake.EmitAsync(
            by.Join(
                new([Told("xyn.child.removed", child, by)], [], [new(row.Kind, row.Id, row.Version)]),
                Json(child.View())),
            CancellationToken.None);
        return child.View();
    }

    private async Task<StateRow> FindAsync(string id, CancellationToken cancellationToken) =>
        await ledger.FindAsync(ChildState.RowKind, id, cancellationToken)
            ?? throw new NexusException(ChildErrors.NotFound(id));

    private async Task<ChildView> KeepAsync(StateRow row, string name, Asker by)
    {
        var child = ChildState.Read(row);
        await intake.EmitAsync(
            by.Join(new LedgerBatch([Told(name, child, by)], row), Json(child.View())), CancellationToken.None);
        return child.View();
    }

    private LedgerEvent Told(string name, ChildState child, Asker by) =>
        by.Event(clock, name, new("child", child.ChildId), EventData.Of(
            ("path", child.Path), ("port", child.Port), ("blueprints", child.Blueprints)));

    private static string Json(ChildView view) => JsonSerializer.Serialize(view, ContractsJson.Default.ChildView);

    private static void Check(ChildRequest wish)
    {
        if (!System.IO.Path.IsPathFullyQualified(wish.Path) || wish.Path.Length > LongestPath
            || wish.Path.Any(char.IsControl))
        {
            throw new NexusException(ChildErrors.Invalid("its path is not absolute, or too long"));
        }

        if (wish.Port is < 1 or > 65535)
            throw new NexusException(ChildErrors.Invalid("its port is not 1 to 65535"));
    }
}
