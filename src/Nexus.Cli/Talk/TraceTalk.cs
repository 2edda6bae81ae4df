using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Nexus.Cli.Talk;

/// <summary>
/// <c>NEXUS_TRACE=1</c>: each request and its answer on stderr with headers and JSON bodies; credentials are masked.
/// </summary>
internal sealed partial class TraceTalk(Output output, TimeProvider clock) : DelegatingHandler
{
    private const int MostShown = 16 * 1024;
    private const string Mask = "***";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Say('>', $"{request.Method} {request.RequestUri}");
        Say('>', request.Headers);
        await SayAsync('>', request.Content, cancellationToken);

        var started = clock.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        Say('<', $"{(int)response.StatusCode} in {clock.GetElapsedTime(started).TotalMilliseconds:0.0} ms");
        Say('<', response.Headers);
        await SayAsync('<', response.Content, cancellationToken);
        return response;
    }

    /// <summary>Only what ends by itself and is text: a stream would have to be read to be shown.</summary>
    private async Task SayAsync(char direction, HttpContent? content, CancellationToken cancellationToken)
    {
        if (content?.Headers.ContentType is not { MediaType: { } type })
            return;
        Say(direction, content.Headers);
        if (type is not "application/json")
        {
            Say(direction, "(not shown)");
            return;
        }

        await content.LoadIntoBufferAsync(cancellationToken);
        var text = await content.ReadAsStringAsync(cancellationToken);
        Say(direction, text.Length <= MostShown ? text : $"{text[..MostShown]} ({text.Length} characters)");
    }

    private void Say(char direction, HttpHeaders headers)
    {
        foreach (var (name, values) in headers)
            Say(direction, $"{name}: {(name is "Authorization" ? $"Bearer {Mask}" : string.Join(", ", values))}");
    }

    private void Say(char direction, string text) => output.Say($"trace: {direction} {Hidden(text)}");

    private static string Hidden(string text)
    {
        try
        {
            return Secrets().Replace(text, Mask);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask; // what could not be looked at in time is not shown
        }
    }

    /// <summary>Tokens of ours and of GitHub, and the password of a URL.</summary>
    [GeneratedRegex(
        @"\bnx[a-z]_[\w-]+|\bgh[a-z]_\w+|\bgithub_pat_\w+|(?<=://[^\s/@:""]{0,64}:)[^\s/@""]+(?=@)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secrets();
}
