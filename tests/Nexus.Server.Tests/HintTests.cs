using Microsoft.AspNetCore.Http;
using Nexus.Engine.Runs;
using Nexus.Platform.Ledger;
using Nexus.Testing;
using Nexus.Workspaces;
using Nexus.Workspaces.Nodes;

namespace Nexus.Server.Tests;

/// <summary>Every error says what to do next.</summary>
public sealed class HintTests
{
    [Fact]
    public void Every_error_has_a_message_and_a_hint()
    {
        var made = new[] { typeof(HomeDirectory), typeof(WorkspacesSlice), typeof(IRuns), typeof(ILedger) }
            .SelectMany(part => MadeErrors.Of(part.Assembly, new DefaultHttpContext().Request)).ToList();

        Assert.NotEmpty(made);
        Assert.All(made, each => Assert.False(
            string.IsNullOrWhiteSpace(each.Error.Message) || string.IsNullOrWhiteSpace(each.Error.Hint),
            $"{each.Member}: {each.Error}"));
    }

    [Fact]
    public void A_provider_that_no_node_has_needs_no_more_reasons() => Assert.Equal(
        "No connected node has the provider 'qemu'.", NodeErrors.NoProvider("qemu", reasons: "").Message);
}
