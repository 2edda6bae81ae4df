using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nexus.Server.Tests;

/// <summary>Who has no token cannot fill the log.</summary>
public sealed class StrangersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_refused_for_want_of_a_token_leaves_no_line()
    {
        using var lines = new Lines();
        await using var host = await ServerHost.StartAsync(
            configure: services => services.AddLogging(logging => logging.AddProvider(lines)));
        using var stranger = host.Client(token: null);
        using var owner = host.Client();

        await stranger.PostAsync("/api/v1/workspaces/strange/up", content: null, Ct);
        await owner.PostAsync("/api/v1/workspaces/own/up", content: null, Ct);

        Assert.Contains(lines.All, line => line.Contains("/workspaces/own/up", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All, line => line.Contains("strange", StringComparison.Ordinal));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = new();

        /// <summary>Of ours; the framework's are not logged at all.</summary>
        public ILogger CreateLogger(string categoryName) =>
            categoryName.StartsWith("Nexus.", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                All.Enqueue(formatter(state, exception));
        }

        public void Dispose() => All.Clear();
    }
}
