using System.Text;

namespace Nexus.Spec.Tests;

/// <summary>A file that another editor saved in another encoding says where.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void Bytes_that_are_not_UTF8_are_a_problem_with_their_place()
    {
        var problem = Assert.Single(Load("name: ok\n# für ", new byte[] { 0xfc }, "\nservices: {}\n").Problems);

        Assert.Equal((2, 7, "config.encoding"), (problem.Line, problem.Column, problem.Code));
    }

    [Fact]
    public void They_are_told_of_once_a_line_and_with_everything_else()
    {
        var result = Load("# ", new byte[] { 0xff, 0xff }, "\n# ", new byte[] { 0xc3, 0x28 }, "\nserivces: {}\n");

        Assert.Null(result.Config);
        Assert.Equal(
            ["1:3 config.encoding", "2:3 config.encoding", "3:1 config.unknown_key"],
            result.Problems.Select(problem => $"{problem.Line}:{problem.Column} {problem.Code}"));
    }

    [Fact]
    public void A_mark_at_the_beginning_and_letters_of_every_length_are_UTF8()
    {
        var result = Load("\uFEFF# ä € 😀\nname: ok\n");

        Assert.Equal("ok", result.Config?.Name);
    }

    private static ConfigResult Load(params ReadOnlySpan<object> parts)
    {
        var content = new List<byte>();
        foreach (var part in parts)
            content.AddRange(part is string text ? Encoding.UTF8.GetBytes(text) : (byte[])part);
        return ConfigLoader.Load(content.ToArray(), ConfigLoader.FileName);
    }
}
