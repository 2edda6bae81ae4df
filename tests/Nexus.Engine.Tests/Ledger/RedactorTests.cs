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
        Assert.Equal(shown, Encoding.UTF8.GetString(_redactor.Redact(Encoding.UTF8.GetBytes(json))));

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
}
