using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Workspaces.Users;

/// <summary>GitHub's rule for handles; and none may look like an id or a word of a route.</summary>
internal static partial class Handle
{
    private static readonly HashSet<string> Reserved =
        new(StringComparer.OrdinalIgnoreCase) { "invitations", "key", "me", "register", "system", "token" };

    /// <exception cref="NexusException"><c>user.bad_handle</c>.</exception>
    public static string Checked(string handle) =>
        Rule().IsMatch(handle) && !Reserved.Contains(handle)
        && !handle.StartsWith("user-", StringComparison.OrdinalIgnoreCase)
            ? handle
            : throw new NexusException(UserErrors.BadHandle(handle));

    public static bool IsSame(string one, string other) =>
        string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^[a-zA-Z0-9](-?[a-zA-Z0-9]){0,38}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Rule();
}
