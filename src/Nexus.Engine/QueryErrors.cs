using Nexus.Contracts;

namespace Nexus.Engine;

/// <summary>What is wrong with a query: one parameter, which is named.</summary>
public static class QueryErrors
{
    public static NexusException Unfit(string parameter, string problem, string hint) =>
        new(new("request.invalid", problem, hint,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["field"] = parameter }));

    /// <param name="cursor">As it was sent.</param>
    /// <param name="parameter">Where it stood.</param>
    public static NexusException BadCursor(string cursor, string parameter = "cursor") =>
        Unfit(parameter, $"'{cursor}' is not a cursor of this list.", "Take it from next_cursor.");

    /// <exception cref="NexusException"><c>request.invalid</c>.</exception>
    public static void AtLeast(string parameter, int least, int? given)
    {
        if (given < least)
            throw Unfit(parameter, $"'{parameter}' is {given}, and {least} is the least.", "Leave it out for all.");
    }
}
