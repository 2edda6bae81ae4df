using System.Text.Json.Nodes;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Ledger;

public sealed class EventDataTests
{
    [Fact]
    public void Data_larger_than_any_borrowed_memory_is_whole()
    {
        string[] values = [.. Enumerable.Range(1, 5).Select(number => new string((char)('a' + number), number * 7000))];

        var data = EventData.Of([.. values.Select((value, index) => ($"v{index}", (JsonNode?)value))]);

        Assert.Equal(values, data.EnumerateObject().Select(field => field.Value.GetString()));
    }
}
