namespace Nexus.Engine.Tests.Secrets;

public sealed class MasterKeyTests : IDisposable
{
    private const string One = "user/u1/one";
    private const string Value = "a value of some length";

    private readonly SecretHome _home = new();

    public MasterKeyTests() => _home.Open().Put(SecretHome.PathOf(One), Value, "u1");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Without_its_key_nothing_is_read_or_lost()
    {
        var key = File.ReadAllText(_home.KeyFile);
        var before = File.ReadAllText(_home.File);
        File.Delete(_home.KeyFile);

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(One))));
        Assert.Equal(
            "secret.unreadable", _home.CodeOf(secrets => secrets.Put(SecretHome.PathOf("user/u1/two"), Value, "u1")));
        Assert.False(File.Exists(_home.KeyFile));
        Assert.Equal(before, File.ReadAllText(_home.File));
        File.WriteAllText(_home.KeyFile, key);
        Assert.Equal(Value, _home.Read(One));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n")]
    [InlineData("not a key\n")]
    [InlineData("")]
    public void Another_key_opens_nothing(string content)
    {
        File.WriteAllText(_home.KeyFile, content);

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(One))));
    }

    [Fact]
    public void A_new_key_takes_the_place_of_the_old_one()
    {
        var old = File.ReadAllText(_home.KeyFile);

        Assert.Equal(1, _home.Open().Rekey());

        var now = File.ReadAllLines(_home.KeyFile);
        Assert.Single(now);
        Assert.NotEqual(old.Trim(), now[0]);
        Assert.Equal(Value, _home.Read(One));
        Assert.Equal(1, Assert.Single(_home.Open().List()).Version);
    }

    /// <summary>The file of keys is written first and last, that of secrets between.</summary>
    [Fact]
    public void Wherever_it_was_cut_everything_is_read()
    {
        var (oldKey, oldFile) = (File.ReadAllText(_home.KeyFile), File.ReadAllText(_home.File));
        _home.Open().Rekey();
        var (newKey, newFile) = (File.ReadAllText(_home.KeyFile), File.ReadAllText(_home.File));

        foreach (var file in new[] { oldFile, newFile })
        {
            File.WriteAllText(_home.KeyFile, newKey + oldKey);
            File.WriteAllText(_home.File, file);

            Assert.Equal(Value, _home.Read(One));
            Assert.Equal(1, _home.Open().Rekey());
            Assert.Equal(Value, _home.Read(One));
        }
    }

    [Fact]
    public void A_key_of_the_administrators_is_never_made_or_changed()
    {
        var credential = _home.OtherKeyFile;
        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Rekey(), credential));
        Assert.False(File.Exists(credential));

        File.Copy(_home.KeyFile, credential);
        Assert.Equal(Value, _home.Read(One, credential));
        Assert.Equal("secret.same_key", _home.CodeOf(secrets => secrets.Rekey(), credential));

        var another = new string('a', 64);
        File.WriteAllText(credential, $"{another}\n{File.ReadAllText(credential)}");
        Assert.Equal(1, _home.Open(credential).Rekey());
        File.WriteAllText(credential, $"{another}\n");
        Assert.Equal(Value, _home.Read(One, credential));
    }
}
