using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Platform;
using Nexus.Platform.Secrets;

namespace Nexus.Engine.Tests.Secrets;

public sealed class SecretStoreTests : IDisposable
{
    private const string Value = "p\"ss\\wörd with <html> & more";

    private readonly SecretHome _home = new();
    private readonly Redactor _redactor = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("sys/providers/openai", "sys/home/providers/openai", null)]
    [InlineData("sys/home/integrations/git.lab-1_x", "sys/home/integrations/git.lab-1_x", null)]
    [InlineData("team/t1/deploy", "team/t1/deploy", null)]
    [InlineData("user/u1/x", "user/u1/x", "u1")]
    [InlineData("user/me/x", "user/u7/x", "u7")]
    public void A_path_says_whose_it_is(string text, string path, string? user)
    {
        var parsed = SecretPath.Parse(text, "home", "u7");

        Assert.Equal((path, user), (parsed.Text, parsed.UserId));
    }

    [Theory]
    [InlineData("")]
    [InlineData("openai")]
    [InlineData("sys/openai")]
    [InlineData("sys/other/providers/openai")]
    [InlineData("sys/home/things/openai")]
    [InlineData("sys/home/providers/a/b")]
    [InlineData("user/u1")]
    [InlineData("user/u1/")]
    [InlineData("user/u1/../u2")]
    [InlineData("user/u1/..")]
    [InlineData("user/u1/a b")]
    [InlineData("user/u1/a\n")]
    [InlineData("/user/u1/a")]
    [InlineData("team/t1/ä")]
    public void Anything_else_is_no_path(string text) => Assert.Equal(
        "secret.bad_path",
        Assert.Throws<NexusException>(() => SecretPath.Parse(text, "home", "u7")).Error.Code);

    [Fact]
    public void Variables_of_the_server_come_first_and_are_not_changed_here()
    {
        var store = Store(
            new("OPENAI_API_KEY", "key-of-openai"), new("NEXUS_SECRET_INTEGRATIONS_CHECK_MK", "key-of-check-mk"),
            new("NEXUS_SECRET_OTHER", "ignored-value"), new("PATH", "/usr/bin"), new("ANTHROPIC_API_KEY", ""));
        var path = SecretHome.PathOf("sys/providers/openai");

        using var value = store.Get(path);

        Assert.Equal("key-of-openai", value?.Reveal());
        Assert.Equal(
            [("sys/home/integrations/check_mk", "environment"), ("sys/home/providers/openai", "environment")],
            store.List().Select(info => (info.Path, info.Backend)));
        Assert.Equal("secret.read_only", CodeOf(() => store.Put(path, "another value", "u1")));
        Assert.Equal("secret.read_only", CodeOf(() => store.Remove(path)));
        Assert.Equal("***", _redactor.Redact("key-of-openai"));
    }

    [Fact]
    public void What_it_gives_out_is_masked_in_every_form()
    {
        _home.Open().Put(SecretHome.PathOf("user/u1/x"), Value, "u1");
        var store = Store();

        using var value = store.Get(SecretHome.PathOf("user/u1/x"));

        Assert.Equal(Value, value!.Reveal());
        Assert.Equal("***", $"{value}");
        Assert.Equal("{}", JsonSerializer.Serialize(value));
        foreach (var seen in new[]
        {
            Value, JsonSerializer.Serialize(new { Value }), Uri.EscapeDataString(Value),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Value)),
        })
        {
            Assert.DoesNotContain("rd with", Uri.UnescapeDataString(_redactor.Redact(seen)), StringComparison.Ordinal);
        }

        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Value));
        Assert.Equal("a *** b", _redactor.Redact($"a {base64} b"));
    }

    [Fact]
    public void No_line_of_a_long_one_is_seen_either()
    {
        Store().Put(SecretHome.PathOf("user/u1/x"), "first line of it\nsecond line of it\nend", "u1");

        Assert.Equal("at ***: no", _redactor.Redact("at second line of it: no"));
    }

    private SecretStore Store(params KeyValuePair<string, string>[] variables) =>
        new(new("home", variables), _home.Open(), _redactor);

    private static string CodeOf(Action act) => Assert.Throws<NexusException>(act).Error.Code;
}
