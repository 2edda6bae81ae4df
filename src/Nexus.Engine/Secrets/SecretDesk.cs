using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Nexus.Contracts;
using Nexus.Engine.Events;
using Nexus.Platform.Ledger;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Secrets;

/// <summary>Who may use which path, and what is told of it: first the change, durably, then its event.</summary>
internal sealed class SecretDesk(
    ISecretStore secrets, IEventIntake intake, EngineEnvironment environment)
{
    /// <summary>Paths the caller may see: what is theirs; an administrator sees all.</summary>
    public IEnumerable<SecretView> Visible(HttpContext context)
    {
        var scope = Caller.ScopeOf(context.User);
        return secrets.List().Where(info => scope.OwnerId is null
            || info.Path.StartsWith($"user/{scope.OwnerId}/", StringComparison.Ordinal)).Select(View);
    }

    /// <exception cref="NexusException"><c>secret.bad_path</c>, <c>secret.forbidden</c>.</exception>
    public SecretPath PathOf(string text, HttpContext context)
    {
        var scope = Caller.ScopeOf(context.User);
        var path = SecretPath.Parse(text, secrets.EnvId, Caller.Id(context.User));
        return scope.OwnerId is null || scope.OwnerId == path.UserId
            ? path
            : throw new NexusException(SecretErrors.Forbidden(text));
    }

    public async Task<SecretView> PutAsync(SecretPath path, string value, HttpContext context)
    {
        var view = View(secrets.Put(path, value, Caller.Id(context.User)));
        await TellAsync("xyn.secret.updated", path, view, context);
        return view;
    }

    /// <exception cref="NexusException"><c>secret.not_found</c>.</exception>
    public async Task<SecretView> RemoveAsync(SecretPath path, HttpContext context)
    {
        var gone = secrets.Remove(path) ?? throw new NexusException(SecretErrors.NotFound(path.Text));
        var view = View(gone);
        await TellAsync("xyn.secret.removed", path, view, context);
        return view;
    }

    public async Task<RekeyView> RekeyAsync(HttpContext context)
    {
        var count = secrets.Rekey();
        var told = Event("xyn.secret.rekeyed", new("home", secrets.EnvId), "system", context) with
        {
            Data = EventData.Of(("count", count)),
        };
        await EmitAsync(told, new RekeyView(count), ContractsJson.Default.RekeyView, context);
        return new(count);
    }

    private Task TellAsync(string name, SecretPath path, SecretView view, HttpContext context) => EmitAsync(
        Event(name, new("secret", path.Text), path.UserId ?? "system", context) with
        {
            Data = EventData.Of(("version", view.Version), ("backend", view.Backend)),
        },
        view, ContractsJson.Default.SecretView, context);

    private LedgerEvent Event(string name, ResourceRef resource, string ownerId, HttpContext context) =>
        LedgerEvent.Now(environment.Clock, name, resource, context.TraceIdentifier) with
        {
            Actor = Caller.Id(context.User),
            OwnerId = ownerId,
        };

    /// <summary>What was done is told, also when nobody waits for the answer any more.</summary>
    private async Task EmitAsync<T>(LedgerEvent told, T answer, JsonTypeInfo<T> type, HttpContext context)
    {
        var batch = new LedgerBatch([told]);
        var claim = context.Features.Get<IRequestClaim>();
        await intake.EmitAsync(
            claim?.Join(batch, JsonSerializer.Serialize(answer, type)) ?? batch, CancellationToken.None);
    }

    private static SecretView View(SecretInfo info) => new()
    {
        Path = info.Path,
        Version = info.Version,
        UpdatedAt = info.UpdatedAt,
        UpdatedBy = info.UpdatedBy,
        Backend = info.Backend,
    };
}
