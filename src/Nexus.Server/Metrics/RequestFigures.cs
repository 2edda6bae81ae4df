using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Nexus.Platform.Metrics;

namespace Nexus.Server.Metrics;

/// <summary>Requests as the web server itself measures them, by route and not by path.</summary>
internal sealed class RequestFigures : IFigures, IDisposable
{
    private const string Measured = "http.server.request.duration";

    private static readonly Metric Requests = new(
        "nexus_http_requests_total", MetricKind.Counter,
        "Requests answered; what has no route of its own, as /health, is (none).", "route", "method", "status");

    private static readonly Metric Duration = new(
        "nexus_http_request_duration_seconds", MetricKind.Histogram,
        "From the first byte of a request to the end of its answer; streams last as long as they are read.",
        "route", "method");

    private readonly ConcurrentDictionary<(string Route, string Method, string Status), StrongBox<long>> _counts = [];
    private readonly ConcurrentDictionary<(string Route, string Method), Histogram> _durations = [];
    private readonly MeterListener _listener = new();

    /// <param name="meters">Of this server: a process may have several.</param>
    public RequestFigures(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is Measured && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument, this);
        };
        _listener.SetMeasurementEventCallback<double>(
            static (_, seconds, tags, figures) => ((RequestFigures?)figures)?.Count(seconds, tags));
        _listener.Start();
    }

    public IReadOnlyList<Metric> Metrics => [Requests, Duration];

    public Task WriteAsync(MetricText text, CancellationToken cancellationToken)
    {
        foreach (var (key, count) in _counts.OrderBy(pair => pair.Key))
            text.Write(Requests, Volatile.Read(ref count.Value), key.Route, key.Method, key.Status);
        foreach (var (key, histogram) in _durations.OrderBy(pair => pair.Key))
            text.Write(Duration, histogram, key.Route, key.Method);
        return Task.CompletedTask;
    }

    public void Dispose() => _listener.Dispose();

    private void Count(double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (route, method, status) = ("(none)", "", "");
        foreach (var (name, value) in tags)
        {
            switch (name)
            {
                case "http.route":
                    route = value as string ?? route;
                    break;
                case "http.request.method":
                    method = value as string ?? method;
                    break;
                case "http.response.status_code":
                    status = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                    break;
            }
        }

        Interlocked.Increment(ref _counts.GetOrAdd((route, method, status), static _ => new()).Value);
        _durations.GetOrAdd((route, method), static _ => new Histogram(
            0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10))
            .Observe(TimeSpan.FromSeconds(seconds));
    }
}
