using System.Text.RegularExpressions;
using Nexus.Contracts;
using Nexus.Platform.Ledger;

namespace Nexus.Engine.Events;

/// <summary>The catalogue is the list of our events: what is not in it is a mistake in the code.</summary>
internal static partial class EventNames
{
    private const int Longest = 200;

    /// <summary>Of who is not the product: any name but one that it makes itself.</summary>
    /// <exception cref="NexusException"><c>event.name_invalid</c>.</exception>
    public static void CheckForeign(string name)
    {
        if (ForeignProblem(name) is { } problem)
            throw new NexusException(problem);
    }

    /// <returns>Null: it may have this name.</returns>
    public static NexusError? ForeignProblem(string name) => IsFromOutside(name) || ReservedEvents.Has(name)
        ? null
        : EventErrors.NameInvalid(name.Length > Longest ? name[..Longest] : name);

    /// <summary>One that others may have.</summary>
    public static bool IsFromOutside(string name) => !IsOurs(name) && IsForeign(name);

    /// <summary>Ours, or one that others may have.</summary>
    public static bool IsPossible(string name) => IsOurs(name) ? EventCatalogue.Has(name) : IsForeign(name);

    private static bool IsOurs(string name) => name.StartsWith("xyn.", StringComparison.Ordinal);

    private static bool IsForeign(string name) => name.Length <= Longest && Foreign().IsMatch(name);

    [GeneratedRegex(@"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Foreign();

    public static void Check(IReadOnlyList<LedgerEvent> events)
    {
        foreach (var item in events)
        {
            if (IsOurs(item.EventName) && !EventCatalogue.Has(item.EventName))
                throw new InvalidOperationException($"{item.EventName} is missing in the event catalogue.");
        }
    }
}
