using System.Globalization;
using Nexus.Contracts;

namespace Nexus.Engine.Tests.Events;

public sealed class StreamTests : ApiFixture
{
    [Fact]
    public async Task A_stream_has_ids_names_and_data()
    {
        await EmitAsync();
        await using var reader = await OpenAsync("/events/stream?after=0");

        Assert.Equal("id: 0", await reader.LineAsync());
        Assert.Equal("", await reader.LineAsync());
        Assert.Equal("id: 1", await reader.LineAsync());
        Assert.Equal("event: test.happened", await reader.LineAsync());
        Assert.StartsWith("""data: {"position":1,"event_id":""", await reader.LineAsync(), StringComparison.Ordinal);
        Assert.Equal("", await reader.LineAsync());
    }

    [Fact]
    public async Task A_reader_that_comes_back_with_its_last_id_misses_nothing()
    {
        const int Events = 300;
        var writing = WriteAsync(Events);
        var seen = new List<long>();
        while (seen.Count < Events)
        {
            await using var reader = await OpenAsync("/events/stream?after=0", last: seen.LastOrDefault());
            for (var i = 0; i < 70 && seen.Count < Events; i++)
                seen.Add(await reader.IdAsync());
        }

        await writing;
        Assert.Equal(Enumerable.Range(1, Events).Select(position => (long)position), seen);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public async Task A_position_that_never_was_is_refused(long after)
    {
        await EmitAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/events/stream?after={after}");
        request.Headers.Add("X-User", "admin");
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);

        Assert.Equal(400 + (int)ErrorKind.Usage, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_a_position_it_begins_now()
    {
        await EmitAsync();
        await using var reader = await OpenAsync("/events/stream");
        await EmitAsync();

        Assert.Equal(2, await reader.IdAsync());
    }

    [Fact]
    public async Task It_tells_where_it_begins_before_anything_happens()
    {
        await EmitAsync();
        await using var reader = await OpenAsync("/events/stream");

        Assert.Equal("id: 1", await reader.LineAsync());
        Assert.Equal("", await reader.LineAsync());
    }

    [Fact]
    public async Task A_user_sees_their_own_events_of_the_resource_asked_for()
    {
        await EmitAsync(owner: "user-2");
        await EmitAsync(resource: "other");
        await EmitAsync();
        await using var reader = await OpenAsync("/events/stream?after=0&resource_id=thing-1", user: "user-1");

        Assert.Equal(3, await reader.IdAsync());
    }

    [Fact]
    public async Task A_silent_stream_says_every_fifteen_seconds_that_it_lives()
    {
        await EmitAsync();
        await using var reader = await OpenAsync("/events/stream");
        await Clock.WaitForTimerAsync(Cancellation);

        Assert.Equal("id: 1", await reader.LineAsync());
        Assert.Equal("", await reader.LineAsync());

        Clock.Advance(TimeSpan.FromSeconds(15));

        Assert.Equal(": keep-alive", await reader.LineAsync());
        Assert.Equal("id: 1", await reader.LineAsync());
    }

    private async Task WriteAsync(int events)
    {
        for (var i = 0; i < events; i++)
            await EmitAsync();
    }

    private async Task<Reader> OpenAsync(string path, long last = 0, string user = "admin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-User", user);
        if (last > 0)
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return new(response, new(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private sealed class Reader(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
    {
        public async Task<string?> LineAsync() => await lines.ReadLineAsync(Cancellation);

        /// <summary>Of the next event; a message with nothing but an id is none.</summary>
        public async Task<long> IdAsync()
        {
            var id = 0L;
            while (await LineAsync() is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    id = long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
                else if (line.StartsWith("event: ", StringComparison.Ordinal))
                    return id;
            }

            throw new EndOfStreamException();
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            response.Dispose();
            return default;
        }
    }
}
