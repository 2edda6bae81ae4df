using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Server.Errors;

/// <summary>What is wrong with a request that no handler has seen, in the words of the API.</summary>
internal static partial class BadRequests
{
    /// <summary>The framework threw it.</summary>
    public static NexusError Of(BadHttpRequestException e, HttpRequest request) => e switch
    {
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => ServerErrors.RequestTooLarge,
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => ServerErrors.WrongType(request),
        { InnerException: JsonException json } => ServerErrors.RequestInvalid(OfBody(json)),
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
        StatusCodes.Status400BadRequest =>
            ServerErrors.RequestInvalid($"A value in '{context.Request.QueryString}' does not fit its parameter."),
        var status => ServerErrors.RequestInvalid($"The request cannot be taken (status {status})."),
    };

    private static string OfBody(JsonException e) =>
        Missing().Match(e.Message) is { Success: true, Groups: var found } ? $"The body lacks {found["names"]}."
        : e.Path is { Length: > 1 } path ? $"The body has a value at '{path}' that does not belong there."
        : "The body is not the JSON object that this route takes.";

    [GeneratedRegex(
        """missing required properties including: (?<names>'.{1,200}')""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Missing();
}
