namespace Nexus.Engine.Tests.Secrets;

public sealed class FileSecretsTests : IDisposable
{
    private const string One = "user/u1/one";
    private const string Two = "team/t1/two";
    private const string Value = "correct horse \"battery\" staple äöü\nsecond line";

    private readonly SecretHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void What_was_put_is_there_after_a_restart_and_gone_when_it_was_removed()
    {
        var first = _home.Open().Put(SecretHome.PathOf(One), "another value", "u0");
        var second = _home.Open().Put(SecretHome.PathOf(One), Value, "u1");

        Assert.Equal(Value, _home.Read(One));
        Assert.Equal((1, 2, "u1", "file"), (first.Version, second.Version, second.UpdatedBy, second.Backend));
        Assert.Equal(second, Assert.Single(_home.Open().List()));
        Assert.Equal(second, _home.Open().Remove(SecretHome.PathOf(One)));
        Assert.Null(_home.Read(One));
        Assert.Null(_home.Open().Remove(SecretHome.PathOf(One)));
    }

    [Fact]
    public void No_file_shows_it_and_only_its_owner_reads_any()
    {
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");

        foreach (var file in new[] { _home.File, _home.KeyFile })
        {
            Assert.DoesNotContain("battery", File.ReadAllText(file), StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("has a zero \0 byte")]
    public void What_could_not_be_masked_is_no_secret(string value) =>
        Assert.Equal("secret.bad_value", _home.CodeOf(secrets => secrets.Put(SecretHome.PathOf(One), value, "u1")));

    [Fact]
    public void What_is_too_large_is_no_secret() => Assert.Equal("secret.bad_value", _home.CodeOf(
        secrets => secrets.Put(SecretHome.PathOf(One), new string('a', (64 * 1024) + 1), "u1")));

    [Theory]
    [InlineData("nonce")]
    [InlineData("tag")]
    [InlineData("sealed")]
    public void A_flipped_bit_is_found(string field)
    {
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");
        _home.Edit(One, entry =>
        {
            var bytes = Convert.FromBase64String(entry[field]!.GetValue<string>());
            bytes[^1] ^= 1;
            entry[field] = Convert.ToBase64String(bytes);
        });

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(One))));
    }

    [Theory]
    [InlineData("version", 7)]
    [InlineData("updated_by", "somebody")]
    [InlineData("updated_at", "2020-01-01T00:00:00+00:00")]
    [InlineData("nonce", "")]
    [InlineData("tag", "AAAA")]
    [InlineData("sealed", "")]
    [InlineData("key", "0123456789abcdef")]
    public void What_is_known_of_it_is_sealed_too(string field, object value)
    {
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");
        _home.Edit(One, entry => entry[field] = value is int number ? number : (string)value);

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(One))));
    }

    [Fact]
    public void One_cannot_take_the_place_of_another()
    {
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");
        _home.Open().Put(SecretHome.PathOf(Two), "the other one", "u1");
        var text = File.ReadAllText(_home.File)
            .Replace(One, "x", StringComparison.Ordinal).Replace(Two, One, StringComparison.Ordinal)
            .Replace("\"x\"", $"\"{Two}\"", StringComparison.Ordinal);
        File.WriteAllText(_home.File, text);

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(One))));
        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Get(SecretHome.PathOf(Two))));
    }

    [Fact]
    public void A_torn_file_is_told_of_and_never_written_over()
    {
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");
        var whole = File.ReadAllBytes(_home.File);
        for (var length = 0; length < whole.Length - 1; length += 7)
        {
            File.WriteAllBytes(_home.File, whole[..length]);

            Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.List()));
            Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.Put(SecretHome.PathOf(Two), Value, "u")));
            Assert.Equal(length, new FileInfo(_home.File).Length);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 2, \"secrets\": {}}")]
    [InlineData("{\"format\": 1, \"secrets\": null}")]
    [InlineData("{\"format\": 1, \"secrets\": {\"a\": null}}")]
    public void Nonsense_is_told_of(string text)
    {
        File.WriteAllText(_home.File, text);

        Assert.Equal("secret.unreadable", _home.CodeOf(secrets => secrets.List()));
    }

    [Fact]
    public void A_half_written_file_beside_it_does_no_harm()
    {
        File.WriteAllText(_home.File + ".part", "half");
        _home.Open().Put(SecretHome.PathOf(One), Value, "u1");

        Assert.Equal(Value, _home.Read(One));
        Assert.False(File.Exists(_home.File + ".part"));
    }
}
