using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Contracts;

namespace Nexus.Engine.Actions.Git;

/// <summary>What repositories, branches and files may be called; git's own rules, and no more than is safe.</summary>
internal static partial class GitNames
{
    private const int LongestPath = 1000;

    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public static string Repository(JsonElement with) =>
        with.Text("repo") is { } name && RepositoryName().IsMatch(name)
            && !name.EndsWith(".git", StringComparison.Ordinal) && !name.EndsWith('.')
            ? name
            : throw Bad("its repo is no name: 1 to 64 of a-z, 0-9, '.', '-' and '_', a letter or digit first");

    /// <returns>Null: none is said.</returns>
    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public static string? Branch(JsonElement with, string field = "branch") => with.Text(field) switch
    {
        null => null,
        { } name when IsBranch(name) => name,
        _ => throw Bad($"its {field} is no name of a branch"),
    };

    /// <summary>A branch, a tag, a commit, or how far before one of them.</summary>
    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public static string? Revision(JsonElement with, string field) => with.Text(field) switch
    {
        null => null,
        { Length: <= 250 } text when RevisionText().IsMatch(text) && !text.Contains("..", StringComparison.Ordinal) =>
            text,
        _ => throw Bad($"its {field} is no branch, tag or commit"),
    };

    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public static string File(string path)
    {
        var isOne = path.Length is > 0 and <= LongestPath && !path.Any(char.IsControl) && !path.Contains('\\')
            && path.Split('/').All(part => part is not ("" or "." or "..")
                && !part.Equals(".git", StringComparison.OrdinalIgnoreCase));
        return isOne ? path : throw Bad("a path of it is none within a repository");
    }

    public static NexusException Bad(string why) => new(GitErrors.BadCall(why));

    private static bool IsBranch(string name) =>
        BranchName().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal)
        && name.Split('/').All(part => part.Length > 0 && part[0] != '.' && !part.EndsWith('.')
            && !part.EndsWith(".lock", StringComparison.Ordinal));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex RepositoryName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}\z", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex BranchName();

    [GeneratedRegex(
        @"^[A-Za-z0-9_][A-Za-z0-9._/-]*([~^][0-9]{0,4}){0,4}\z", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 200)]
    private static partial Regex RevisionText();
}
