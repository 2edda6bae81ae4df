using System.Text;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>
/// Variables of the server first, then the file. Nothing it gives out is ever seen in what is written.
/// </summary>
public sealed class SecretStore : ISecretStore
{
    private readonly EnvironmentSecrets _environment;
    private readonly FileSecrets _file;
    private readonly Redactor _redactor;
    private long _changes;

    public SecretStore(EnvironmentSecrets environment, FileSecrets file, Redactor redactor)
    {
        (_environment, _file, _redactor) = (environment, file, redactor);
        foreach (var (path, _, value) in environment.All)
            redactor.Protect(value, SecretPath.OwnerOf(path));
        file.Each((path, value) => redactor.Protect(value, SecretPath.OwnerOf(path)));
    }

    public string EnvId => _environment.EnvId;

    public long Changes => Interlocked.Read(ref _changes);

    public SecretInfo Put(SecretPath path, string value, string by)
    {
        RefuseVariable(path);
        var info = _file.Put(path, value, by);
        _redactor.Protect(value, path.UserId);
        Interlocked.Increment(ref _changes);
        return info;
    }

    public SecretValue? Get(SecretPath path, string? readerId = null)
    {
        foreach (var (known, _, text) in _environment.All)
        {
            if (known == path.Text)
                return new(Encoding.UTF8.GetBytes(text));
        }

        var value = _file.Get(path);
        if (value is not null && path.UserId is { } ownerId)
        {
            _redactor.Protect(value.Reveal(), ownerId);
            _redactor.Protect(value.Reveal(), readerId ?? ownerId);
        }
        else if (value is not null)
        {
            _redactor.Protect(value.Reveal());
        }

        return value;
    }

    public IReadOnlyList<SecretInfo> List() =>
    [
        .. _environment.All
            .Select(known => new SecretInfo(known.Path, 1, UpdatedAt: null, UpdatedBy: null, "environment"))
            .Concat(_file.List().Where(info => _environment.VariableOf(info.Path) is null))
            .OrderBy(info => info.Path, StringComparer.Ordinal),
    ];

    public SecretInfo? Remove(SecretPath path)
    {
        RefuseVariable(path);
        var gone = _file.Remove(path);
        Interlocked.Increment(ref _changes);
        return gone;
    }

    public int Rekey() => _file.Rekey();

    private void RefuseVariable(SecretPath path)
    {
        if (_environment.VariableOf(path.Text) is { } variable)
            throw new NexusException(SecretErrors.ReadOnly(path.Text, variable));
    }
}
