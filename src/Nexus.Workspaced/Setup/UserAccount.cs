using System.Globalization;
using Nexus.Processes;

namespace Nexus.Workspaced.Setup;

/// <summary>Who works in the environment: a line of <c>/etc/passwd</c>, passwd(5), and that user's groups.</summary>
internal sealed record UserAccount(
    string Name, int UserId, int GroupId, IReadOnlyList<int> Groups, string Home, string Shell)
{
    /// <summary>Null when we are that user already, or could not become it.</summary>
    public LaunchUser? LaunchUser { get; } =
        Environment.IsPrivilegedProcess ? new LaunchUser(UserId, GroupId, Groups) : null;

    public string Repository { get; } = Path.Combine(Home, "workspace");

    /// <summary>Where commands run unless told otherwise.</summary>
    public string DefaultDirectory => Directory.Exists(Repository) ? Repository : Home;

    /// <param name="isWanted">Of a line's fields.</param>
    /// <param name="passwd">Lines of <c>/etc/passwd</c>.</param>
    /// <param name="groups">Lines of <c>/etc/group</c>.</param>
    public static UserAccount? Find(
        Func<string[], bool> isWanted, IReadOnlyList<string> passwd, IReadOnlyList<string> groups)
    {
        var found = passwd.Select(line => line.Split(':')).FirstOrDefault(line => line.Length >= 7 && isWanted(line));
        if (found is null)
            return null;

        var primary = Number(found[3]);
        var others = from line in groups
                     let fields = line.Split(':')
                     where fields.Length == 4 && fields[3].Split(',').Contains(found[0], StringComparer.Ordinal)
                     select Number(fields[2]);
        return new(found[0], Number(found[2]), primary, [primary, .. others.Where(other => other != primary)],
            found[5], found[6] is { Length: > 0 } shell ? shell : "/bin/sh");
    }

    private static int Number(string field) =>
        int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
