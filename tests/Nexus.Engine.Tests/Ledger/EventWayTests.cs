using Nexus.Platform.Ledger;

namespace Nexus.Engine.Tests.Ledger;

/// <summary>Whichever index a question goes along, it finds what fits, in order and page by page.</summary>
public sealed class EventWayTests : LedgerFixture
{
    private const int Batches = 400;
    private const int Questions = 600;
    private static readonly string[] Names =
        ["test.one", "test.two", "xyn.run.created", "xyn.step.started", "xyn.step.completed", "xyn.run.completed"];

    private readonly Random _random = new(20260117);
    private readonly List<RecordedEvent> _all = [];

    [Fact]
    public async Task Every_question_finds_what_fits_and_nothing_else()
    {
        for (var batch = 0; batch < Batches; batch++)
            await AppendAsync();

        for (var number = 0; number < Questions; number++)
        {
            var query = Question();
            var found = await Ledger.EventsAsync(query, Cancellation);
            Assert.Equal(Expected(query), found.Select(item => item.Position));
        }
    }

    private async Task AppendAsync()
    {
        var events = Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Any()).ToList();
        var last = await Ledger.AppendAsync(new(events), Cancellation);
        _all.AddRange(events.Select((item, index) => new RecordedEvent(last - events.Count + 1 + index, item)));
    }

    private LedgerEvent Any() => Event(Pick(Names), $"thing-{_random.Next(4)}") with
    {
        OwnerId = $"user-{_random.Next(3)}",
        RunId = _random.Next(6) is 0 ? null : Run(),
    };

    private Guid Run() => new((byte)_random.Next(1, 5), 0, 0, new byte[8]);

    private EventQuery Question() => new()
    {
        NewestFirst = _random.Next(2) is 0,
        Limit = _random.Next(1, 60),
        After = _random.Next(2) is 0 ? null : _random.Next(_all.Count + 2),
        EventName = _random.Next(2) is 0 ? null : Pick(Names),
        ResourceId = _random.Next(2) is 0 ? null : $"thing-{_random.Next(5)}",
        Scope = _random.Next(2) is 0 ? Scope.All : Scope.Of($"user-{_random.Next(4)}"),
        RunId = _random.Next(4) is 0 ? Run() : null,
    };

    private IEnumerable<long> Expected(EventQuery query)
    {
        var fit =
            from item in _all
            where query.EventName is null || query.EventName == item.Event.EventName
            where query.ResourceId is null || query.ResourceId == item.Event.Resource.Id
            where query.Scope.OwnerId is null || query.Scope.OwnerId == item.Event.OwnerId
            where query.RunId is null || query.RunId == item.Event.RunId
            where query.After is not { } after
                || (query.NewestFirst ? item.Position < after : item.Position > after)
            select item.Position;
        return (query.NewestFirst ? fit.Reverse() : fit).Take(query.Limit);
    }

    private string Pick(string[] of) => of[_random.Next(of.Length)];
}
