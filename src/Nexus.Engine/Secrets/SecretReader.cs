using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform.Secrets;
using Nexus.Spec.Templates;

namespace Nexus.Engine.Secrets;

/// <summary>Secrets for the actions of a run: those its owner may use.</summary>
public sealed class SecretReader(ISecretStore secrets, IAdministrators administrators)
{
    private const string Mine = "user/me/";

    /// <param name="value">A text, which is itself, or a handle.</param>
    /// <param name="ownerId">Of the run.</param>
    /// <returns>Null: it is neither.</returns>
    /// <exception cref="NexusException">
    /// <c>secret.bad_path</c>, <c>secret.forbidden</c>, <c>secret.not_found</c>, <c>secret.unreadable</c>.
    /// </exception>
    public string? Text(JsonElement value, string ownerId)
    {
        if (value.ValueKind is JsonValueKind.String)
            return value.GetString();
        if (value.ValueKind is not JsonValueKind.Object || !value.TryGetProperty(Template.SecretKey, out var path))
            return null;

        return Read(path.GetString() ?? "", ownerId);
    }

    /// <returns>The value.</returns>
    /// <exception cref="NexusException">As of <see cref="Text"/>.</exception>
    public string Read(string path, string ownerId)
    {
        using var secret = Open(path, ownerId);
        return secret.Reveal();
    }

    /// <returns>The whole path of one that is there.</returns>
    /// <exception cref="NexusException">As of <see cref="Text"/>.</exception>
    public string Find(string text, string ownerId)
    {
        using var secret = Open(text, ownerId);
        return PathOf(text, ownerId).Text;
    }

    /// <returns>Why a run of theirs cannot have it; null: it can.</returns>
    public NexusError? Problem(string text, string ownerId)
    {
        try
        {
            using var secret = Open(text, ownerId);
            return null;
        }
        catch (NexusException e)
        {
            return e.Error;
        }
    }

    /// <summary>The text itself, for the one call that needs it.</summary>
    /// <exception cref="NexusException">As of <see cref="Text"/>.</exception>
    public string Reveal(string path, string ownerId)
    {
        using var secret = Open(path, ownerId);
        return secret.Reveal();
    }

    /// <returns>A path that its owner may use, whether there is something or not.</returns>
    /// <exception cref="NexusException"><c>secret.bad_path</c>, <c>secret.forbidden</c>.</exception>
    public SecretPath Allowed(string path, string ownerId) => PathOf(path, ownerId);

    /// <summary>By path: what is the owner's; an administrator's run sees all.</summary>
    public IEnumerable<SecretInfo> Visible(string prefix, string ownerId)
    {
        var (mine, isAll) = ($"user/{ownerId}/", administrators.Has(ownerId));
        var start = prefix.StartsWith(Mine, StringComparison.Ordinal) ? mine + prefix[Mine.Length..] : prefix;
        return secrets.List().Where(info => info.Path.StartsWith(start, StringComparison.Ordinal)
            && (isAll || info.Path.StartsWith(mine, StringComparison.Ordinal)));
    }

    private SecretValue Open(string text, string ownerId)
    {
        var path = PathOf(text, ownerId);
        return secrets.Get(path, ownerId) ?? throw new NexusException(SecretErrors.NotFound(path.Text));
    }

    private SecretPath PathOf(string text, string ownerId)
    {
        var path = SecretPath.Parse(text, secrets.EnvId, ownerId);
        return path.UserId == ownerId || administrators.Has(ownerId)
            ? path
            : throw new NexusException(SecretErrors.Forbidden(path.Text));
    }
}
