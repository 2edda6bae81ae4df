using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Nexus.Contracts;

namespace Nexus.Server.Errors;

/// <summary>What is wrong with a request that no handler has seen, in the words of the API.</summary>
internal static partial class BadRequests
{
    private const int LongestName = 100;

    /// <summary>The framework threw it.</summary>
    public static NexusError Of(BadHttpRequestException e, HttpRequest request) => e switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => ServerErrors.RequestTooLarge,
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ServerErrors.WrongType(request),
        { InnerException: JsonException json } when UnknownField(json) is { } field =>
            ServerErrors.UnknownField(field),
        { InnerException: JsonException json } when RepeatedField(json) is { } field =>
            ServerErrors.RepeatedField(field),
        { InnerException: JsonException json } => ServerErrors.RequestInvalid(OfBody(json)),
        // The web server's own, which is of another type: the body is not what its headers say.
        { InnerException: null } when e.GetType() != typeof(BadHttpRequestException) =>
            ServerErrors.Malformed(e.Message, e.StatusCode),
        _ => ServerErrors.RequestInvalid("This route takes a JSON object as its body, and there is none."),
    };

    /// <summary>The framework left nothing but a status.</summary>
    public static NexusError Of(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => ServerErrors.RequestTooLarge,
        StatusCodes.Status405MethodNotAllowed =>
            ServerErrors.WrongMethod(context.Request, context.Response.Headers.Allow.ToString()),
        StatusCodes.Status415UnsupportedMediaType => ServerErrors.WrongType(context.Request),
        StatusCodes.Status404NotFound => ServerErrors.RouteNotFound(context.Request.Path),
        StatusCodes.Status400BadRequest or StatusCodes.Status408RequestTimeout => ServerErrors.BrokenBody,
        var status => ServerErrors.RequestInvalid($"The request cannot be taken (status {status})."),
    };

    /// <summary>The framework reads no body whose letters it does not know, and throws what tells nothing.</summary>
    public static bool HasUnknownCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type is { Charset.Length: > 0, Encoding: null };

    private static string OfBody(JsonException e) =>
        Missing().Match(e.Message) is { Success: true, Groups: var found } ? $"The body lacks {found["names"]}."
        : e.InnerException is InvalidOperationException { InnerException: DecoderFallbackException }
            ? $"The body has text at '{e.Path}' that is not UTF-8."
        : e.Path is { Length: > 1 } path ? $"The body has a value at '{path}' that does not belong there."
        : "The body is not the JSON object that this route takes.";

    /// <summary>With what it stands in: <c>repo.branhc</c>. The framework says so only in a sentence.</summary>
    private static string? UnknownField(JsonException e)
    {
        const string before = "The JSON property '";
        const string after = "' could not be mapped to any .NET member contained in type '";
        var end = e.Message.LastIndexOf(after, StringComparison.Ordinal);
        if (end < before.Length || !e.Message.StartsWith(before, StringComparison.Ordinal))
            return null;

        return At(e, e.Message[before.Length..end]);
    }

    /// <summary>One that stands there twice: which of them is meant, nobody knows.</summary>
    private static string? RepeatedField(JsonException e) =>
        Repeated().Match(e.Message) is { Success: true, Groups: var found } ? At(e, found["name"].Value)
        : e.Message.StartsWith("Duplicate properties", StringComparison.Ordinal) ? e.Path?[1..].TrimStart('.')
        : null;

    private static string At(JsonException e, string name)
    {
        var parent = e.Path ?? "$";
        foreach (var last in (string[])[$".{name}", $"['{name}']"])
        {
            if (parent.EndsWith(last, StringComparison.Ordinal))
                parent = parent[..^last.Length];
        }

        var field = $"{parent}.{name}"[1..].TrimStart('.');
        return new([.. field.Where(letter => !char.IsControl(letter)).Take(LongestName)]);
    }

    [GeneratedRegex(
        "^Duplicate property '(?<name>.*)' encountered during deserialization",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 200)]
    private static partial Regex Repeated();

    [GeneratedRegex(
        """missing required properties including: (?<names>'.{1,200}')""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Missing();
}
