using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Secrets;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Secrets;

/// <summary>The key of secrets in the keyring of the kernel: in no file, and only an administrator sets it.</summary>
public sealed class KeyringTests : IDisposable
{
    private const string Value = "a value to keep";
    private const string None = "skipped: this kernel has no keyrings for us";
    private static readonly string Key = new('b', 64);
    private readonly SecretHome _home = new();
    private readonly string _name = $"nexus-test-{Ids.New(TimeProvider.System):N}";

    [Fact]
    public void What_is_sealed_with_a_key_of_the_keyring_opens_with_it_and_no_file_has_it()
    {
        using var key = UserKeyring.Add(_name, $"{Key}\n");
        Assert.SkipWhen(key is null, None);
        var path = SecretHome.PathOf("user/me-1/one");

        _home.OpenByKeyring(_name).Put(path, Value, "me-1");
        using var read = _home.OpenByKeyring(_name).Get(path);

        Assert.Equal(Value, read?.Reveal());
        Assert.False(File.Exists(_home.KeyFile));
        Assert.Equal("secret.same_key", CodeOf(secrets => secrets.Rekey()));
    }

    [Fact]
    public void Without_its_key_nothing_is_opened_and_none_is_made()
    {
        var path = SecretHome.PathOf("user/me-1/one");
        using (var key = UserKeyring.Add(_name, Key))
        {
            Assert.SkipWhen(key is null, None);
            _home.OpenByKeyring(_name).Put(path, Value, "me-1");
        }

        Assert.Equal("secret.unreadable", CodeOf(secrets => secrets.Get(path)));
        Assert.Equal("secret.unreadable", CodeOf(secrets => secrets.Put(path, Value, "me-1")));
        Assert.False(File.Exists(_home.KeyFile));
    }

    public void Dispose() => _home.Dispose();

    private string CodeOf(Action<FileSecrets> act) =>
        Assert.Throws<NexusException>(() => act(_home.OpenByKeyring(_name))).Error.Code;
}
