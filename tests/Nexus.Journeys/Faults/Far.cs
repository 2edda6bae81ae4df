using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace Nexus.Journeys.Faults;

/// <summary>What the steps of runs call: outside, so it remembers what a killed server did.</summary>
internal sealed class Far : IAsyncDisposable
{
    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Far(HttpListener listener, string url)
    {
        (_listener, Url) = (listener, url);
        _serving = ServeAsync();
    }

    public string Url { get; }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyCollection<Call> Calls => _calls;

    /// <param name="isHeld">Nobody is answered before <see cref="Release"/>.</param>
    public static Far Start(bool isHeld = false)
    {
        while (true)
        {
            var listener = new HttpListener();
            var url = $"http://127.0.0.1:{Random.Shared.Next(30_000, 32_000)}/";
            listener.Prefixes.Add(url);
            try
            {
                listener.Start();
            }
            catch (HttpListenerException)
            {
                continue; // somebody has that port
            }

            var far = new Far(listener, url);
            if (!isHeld)
                far.Release();
            return far;
        }
    }

    public void Release() => _released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                _calls.Enqueue(new(
                    long.Parse(context.Request.QueryString["n"] ?? "0", CultureInfo.InvariantCulture),
                    context.Request.Headers["Idempotency-Key"] ?? ""));
                _ = AnswerAsync(context.Response);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Who called was killed, or this ends.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerResponse response)
    {
        await _released.Task;
        try
        {
            response.ContentType = "application/json";
            await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("{}"));
            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
        {
            // Who called was killed.
        }
    }
}

/// <param name="Number">Of the event that led to it.</param>
/// <param name="Key">Its idempotency key.</param>
internal sealed record Call(long Number, string Key);
