using Nexus.Contracts;

namespace Nexus.Client;

/// <summary>
/// How long an answer may keep somebody waiting who does not know why. A server that works on it has its time; one that
/// says nothing at all, not even that it is there, is not waited for.
/// </summary>
internal sealed class Patience(HttpClient http, TimeProvider clock)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(1.5);

    /// <summary>Ends when it is answered, or when the server has shown that it is there.</summary>
    /// <param name="asked">Goes on.</param>
    /// <param name="bounds">Of what was asked: cancelled with the refusal.</param>
    /// <exception cref="NexusException"><c>server.unreachable</c>.</exception>
    public async Task HearAsync(Task asked, CancellationTokenSource bounds)
    {
        if (asked.IsCompleted || await IsDoneAsync(asked, Quiet, bounds.Token))
            return;
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(bounds.Token);
        var sign = HasSignAsync(silence.Token);
        var isThere = await IsDoneAsync(HeardAsync(asked, sign), Sign, bounds.Token);
        await silence.CancelAsync();
        await sign;
        if (isThere)
            return;
        await bounds.CancelAsync();
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new NexusException(ServerErrors.Late(http.BaseAddress, TimeSpan.FromSeconds(5)));
    }

    /// <summary>Ends with the answer, or with a sign; one that failed is none.</summary>
    private static async Task HeardAsync(Task asked, Task<bool> sign)
    {
        if (await Task.WhenAny(asked, sign) == sign && !await sign)
            await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> HasSignAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var sign = await http.GetAsync(
                "/health", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return sign.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> IsDoneAsync(Task asked, TimeSpan within, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = await Task.WhenAny(asked, Task.Delay(within, clock, stop.Token));
        await stop.CancelAsync();
        return first == asked || cancellationToken.IsCancellationRequested;
    }
}
