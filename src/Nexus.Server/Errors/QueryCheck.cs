using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;
using Nexus.Engine;

namespace Nexus.Server.Errors;

/// <summary>
/// What a route of the API does not take in its query is refused, and not left aside: a misspelt filter would show
/// everything. Each parameter comes once, and as what the route takes.
/// </summary>
internal sealed class QueryCheck(RequestDelegate next)
{
    private const int LongestShown = 100;
    private static readonly PathString Api = "/api";

    private readonly ConcurrentDictionary<Endpoint, IReadOnlyDictionary<string, Type>> _taken = [];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request is { QueryString.HasValue: true, Query: var query, Path: var path }
            && path.StartsWithSegments(Api, StringComparison.OrdinalIgnoreCase)
            && context.GetEndpoint() is RouteEndpoint endpoint
            && endpoint.Metadata.GetMetadata<MethodInfo>() is { } handler)
        {
            var taken = _taken.GetOrAdd(endpoint, _ => Taken(handler, endpoint.RoutePattern));
            foreach (var (name, given) in query)
                Check(name, given, taken);
        }

        return next(context);
    }

    private static void Check(string name, StringValues given, IReadOnlyDictionary<string, Type> taken)
    {
        if (!taken.TryGetValue(name, out var type))
        {
            throw QueryErrors.Unfit(
                Shown(name), $"This route takes no '{Shown(name)}' in its query.",
                taken.Count == 0 ? "Leave the query out." : $"It takes {string.Join(", ", taken.Keys)}.");
        }

        if (given is not [var value])
            throw QueryErrors.Unfit(name, $"'{name}' is given {given.Count} times.", "Give it once.");
        if (Wanted(value ?? "", type) is { } wanted)
        {
            throw QueryErrors.Unfit(
                name, $"'{name}' takes {wanted}, not '{Shown(value ?? "")}'.", "Mend it or leave it out.");
        }
    }

    /// <returns>Null: it is one.</returns>
    private static string? Wanted(string value, Type type) =>
        type == typeof(int) ? Unless(int.TryParse(value, Whole, CultureInfo.InvariantCulture, out _), "a whole number")
        : type == typeof(long)
            ? Unless(long.TryParse(value, Whole, CultureInfo.InvariantCulture, out _), "a whole number")
        : type == typeof(Guid) ? Unless(Guid.TryParse(value, out _), "a UUID")
        : type == typeof(bool) ? Unless(bool.TryParse(value, out _), "true or false")
        : type == typeof(DateTimeOffset)
            ? Unless(DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _), "a time of ISO 8601")
        : Unless(value.Length > 0, "a value");

    private static NumberStyles Whole => NumberStyles.AllowLeadingSign;

    private static string? Unless(bool fits, string wanted) => fits ? null : wanted;

    private static string Shown(string text) =>
        new([.. text.Where(letter => !char.IsControl(letter)).Take(LongestShown)]);

    private static Dictionary<string, Type> Taken(MethodInfo handler, RoutePattern route) =>
        handler.GetParameters()
            .SelectMany(parameter => parameter.IsDefined(typeof(AsParametersAttribute))
                ? parameter.ParameterType.GetProperties().Select(one => Named(one, one.Name, one.PropertyType))
                : [Named(parameter, parameter.Name ?? "", parameter.ParameterType)])
            .Where(one => IsText(one.Type) && route.GetParameter(one.Name) is null)
            .ToDictionary(one => one.Name, one => one.Type, StringComparer.Ordinal);

    private static (string Name, Type Type) Named(ICustomAttributeProvider place, string name, Type type) =>
        (place.GetCustomAttributes(inherit: true).OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? name,
            Nullable.GetUnderlyingType(type) ?? type);

    private static bool IsText(Type type) =>
        type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IParsable<>));
}
