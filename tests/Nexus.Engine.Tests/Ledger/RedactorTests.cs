using System.Text;
using Nexus.Platform;

namespace Nexus.Engine.Tests.Ledger;

public sealed class RedactorTests
{
    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";

    private readonly Redactor _redactor = new();

    [Theory]
    [InlineData($"a {Begin}\nAAAA\n{End} b", "a *** b")]
    [InlineData($"a {Begin}\nAAAA", "a ***")]
    [InlineData($"{Begin}\n{Begin}\nAAAA\n{End}", "***")]
    [InlineData($"\"{Begin} AAAA\" b", "\"***\" b")]
    public void A_private_key_is_hidden_as_far_as_it_goes(string text, string shown) =>
        Assert.Equal(shown, _redactor.Redact(text));

    [Theory]
    [InlineData($$"""{"a":"{{Begin}}\nAAAA\"x","b":1}""", """{"a":"***\"x","b":1}""")]
    [InlineData($$"""{"a":"{{Begin}}\nAAAA\\","b":1}""", """{"a":"***","b":1}""")]
    public void Json_stays_json(string json, string shown) =>
        Assert.Equal(shown, Encoding.UTF8.GetString(_redactor.RedactJson(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY----------END ")]
    [InlineData("-----BEGIN A")]
    [InlineData("x://u:")]
    [InlineData("bearer sk-")]
    public void A_long_text_costs_no_more_than_its_length(string part)
    {
        var text = $"PRIVATE KEY{string.Concat(Enumerable.Repeat(part, 800_000 / part.Length))}";

        Assert.NotEqual("***", _redactor.Redact(text));
    }

    /// <summary>Names, numbers, ids and times of ours are read again: whatever a secret is, they stay.</summary>
    [Theory]
    [InlineData("created_at")]
    [InlineData("2026-11-23")]
    [InlineData("20261123")]
    [InlineData("completed")]
    [InlineData("run.limit_reached")]
    public void What_we_read_again_is_left_as_it_is(string secret)
    {
        _redactor.Protect(secret, "ann");
        const string Record = """
            {"created_at":"2026-11-23T08:00:00Z","status":"completed","n":20261123,"outputs":{"created_at":20261123},
             "error":{"code":"run.limit_reached","message":"m"},"decision":{"at":"2026-11-23T08:00:00Z"}}
            """;

        Assert.Equal(Record, Shown(_redactor.Of("ann").Record(Encoding.UTF8.GetBytes(Record))));
    }

    [Fact]
    public void What_others_said_is_masked_in_a_record()
    {
        _redactor.Protect("s3cr3tValue", "ann");
        const string Record = """
            {"name":"s3cr3tValue","outputs":{"a":["x s3cr3tValue",1]},"error":{"code":"c","message":"s3cr3tValue",
             "hint":"s3cr3tValue","details":{"stderr":"s3cr3tValue"}},"decision":{"by":"u","comment":"s3cr3tValue"},
             "log":[{"level":"info","message":"s3cr3tValue"}]}
            """;

        Assert.Equal(
            Record.Replace("s3cr3tValue", "***", StringComparison.Ordinal)
                .Replace("\"name\":\"***\"", "\"name\":\"s3cr3tValue\"", StringComparison.Ordinal),
            Shown(_redactor.Of("ann").Record(Encoding.UTF8.GetBytes(Record))));
    }

    [Fact]
    public void Nobodys_secret_is_masked_in_what_is_anothers_but_the_servers_is()
    {
        _redactor.Protect("anns-own-value", "ann");
        _redactor.Protect("the-servers-value");
        const string Text = "anns-own-value the-servers-value";

        Assert.Equal("*** ***", _redactor.Of("ann").Text(Text));
        Assert.Equal("anns-own-value ***", _redactor.Of("bob").Text(Text));
        Assert.Equal("*** ***", _redactor.Redact(Text));
    }

    /// <summary>An answer in JSON, kept as a text in JSON.</summary>
    [Theory]
    [InlineData("pa\"ss\"Word77", """{"body":"{\"v\":\"pa\\\"ss\\\"Word77\"}"}""")]
    [InlineData("""C:\keys\w77""", """{"body":"{\"v\":\"C:\\\\keys\\\\w77\"}"}""")]
    [InlineData("pässWörd77x", """{"body":"{\"v\":\"p\\u00e4ssW\\u00f6rd77x\"}"}""")]
    [InlineData("a/b/c/d/word77", """{"body":"{\"v\":\"a\\/b\\/c\\/d\\/word77\"}"}""")]
    public void A_value_is_found_however_it_was_written(string secret, string json)
    {
        _redactor.Protect(secret, "ann");

        Assert.Equal(
            """{"body":"{\"v\":\"***\"}"}""", Shown(_redactor.Of("ann").Json(Encoding.UTF8.GetBytes(json))));
    }

    private static string Shown(ReadOnlySpan<byte> json) => Encoding.UTF8.GetString(json);
}
