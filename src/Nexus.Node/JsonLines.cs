using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Nexus.Node;

/// <summary>The log: one JSON object per line on standard error.</summary>
internal sealed class JsonLines(TextWriter output, TimeProvider clock, LogLevel least) : ILogger
{
    /// <summary>It goes to a file or a terminal, never into a page: a quote need not be \u0027.</summary>
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const string Utc = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private readonly Lock _gate = new();
    private readonly AsyncLocal<Errand?> _errand = new();

    public void Say(LogLevel level, string message) => Log(level, default, message, null, static (text, _) => text);

    /// <summary>An <see cref="Errand"/>; another scope is nothing.</summary>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        if (state is not Errand errand)
            return null;
        var before = _errand.Value;
        _errand.Value = errand;
        return new Scope(() => _errand.Value = before);
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;

        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Readable))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().ToString(Utc, CultureInfo.InvariantCulture));
            json.WriteString("level", logLevel.ToString());
            json.WriteString("message", formatter(state, exception));
            if (_errand.Value is { } errand)
                json.WriteString("correlation_id", errand.CorrelationId);
            if (exception is not null)
                json.WriteString("exception", exception.ToString());
            json.WriteEndObject();
        }

        lock (_gate)
            output.WriteLine(System.Text.Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private sealed class Scope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
