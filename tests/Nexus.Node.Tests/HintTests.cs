using Nexus.Testing;

namespace Nexus.Node.Tests;

/// <summary>Every error says what to do next.</summary>
public sealed class HintTests
{
    [Fact]
    public void Every_error_has_a_message_and_a_hint()
    {
        var made = MadeErrors.Of(typeof(NodeProgram).Assembly).ToList();

        Assert.NotEmpty(made);
        Assert.All(made, each => Assert.False(
            string.IsNullOrWhiteSpace(each.Error.Message) || string.IsNullOrWhiteSpace(each.Error.Hint),
            $"{each.Member}: {each.Error}"));
    }
}
