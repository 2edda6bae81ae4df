using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions.Json;

namespace Nexus.Engine.Tests.Actions;

public sealed class TransformJsonTests
{
    /// <summary>The examples of RFC 6901 §5.</summary>
    private const string Document = """
        {
          "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8
        }
        """;

    [Theory]
    [InlineData("/foo", """["bar", "baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    [InlineData("/foo/2", null)]
    [InlineData("/foo/00", null)]
    [InlineData("/foo/-", null)]
    [InlineData("/foo/0/x", null)]
    [InlineData("/foo/99999999999", null)]
    public void A_pointer_leads_where_the_standard_says(string text, string? expected)
    {
        Assert.True(JsonPointer.IsOne(text));
        Assert.Equal(expected, JsonPointer.Find(JsonElement.Parse(Document), text)?.GetRawText());
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("/a~2b")]
    [InlineData("/a~")]
    public void What_is_no_pointer_is_none(string text) => Assert.False(JsonPointer.IsOne(text));

    /// <summary>The examples of RFC 7396, appendix A.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public async Task A_change_is_merged_as_the_standard_says(string value, string patch, string expected) =>
        Assert.Equal(expected, await DoneAsync($$"""{"value": {{value}}, "merge": {{patch}}}"""));

    [Theory]
    [InlineData("""{"value": {"a": [{"b": 1}]}, "pointer": "/a/0"}""", """{"b":1}""")]
    [InlineData("""{"value": {"a": 1}, "pointer": "/b", "default": null}""", "null")]
    [InlineData("""{"value": {"a": {"x": 1}, "b": 2}, "pick": {"one": "/a/x", "all": "", "none": "/c"}}""",
        """{"one":1,"all":{"a":{"x":1},"b":2}}""")]
    [InlineData("""{"value": {"a": {"b": {"c": 1}}}, "pointer": "/a", "pick": {"d": "/b"}, "merge": {"d": {"c": 2}}}""",
        """{"d":{"c":2}}""")]
    public async Task First_a_part_then_its_fields_then_changes(string with, string expected) =>
        Assert.Equal(expected, await DoneAsync(with));

    [Theory]
    [InlineData("""{"value": {}, "pointer": "/a"}""", "transform.not_there")]
    [InlineData("""{"value": {}, "pointer": "a"}""", "action.bad_input")]
    [InlineData("""{"value": {}, "pick": {"a": 1}}""", "action.bad_input")]
    [InlineData("""{"value": {}, "pick": {"a": "~"}}""", "action.bad_input")]
    public async Task What_cannot_be_found_is_told(string with, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<NexusException>(() => DoneAsync(with))).Error.Code);

    private static async Task<string> DoneAsync(string with)
    {
        var context = ActionContexts.Of(with);
        var outputs = await new TransformJson().RunAsync(context, TestContext.Current.CancellationToken);
        return outputs!.Value.GetProperty("value").GetRawText();
    }
}
