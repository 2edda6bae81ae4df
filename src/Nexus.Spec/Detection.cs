using Nexus.Spec.Detecting;

namespace Nexus.Spec;

/// <summary>What a repository without a configuration most likely wants.</summary>
public static class Detection
{
    /// <summary>
    /// <c>package.json</c> with a <c>dev</c> or <c>start</c> script, else a <c>Procfile</c>, else nothing to run.
    /// Never fails: a file that cannot be understood counts as not there.
    /// </summary>
    /// <param name="exists">Whether a path, relative to the repository, is a file.</param>
    /// <param name="read">The text of such a file; null when it cannot be read.</param>
    public static WorkspaceConfig Detect(Func<string, bool> exists, Func<string, string?> read)
    {
        if (exists("package.json") && read("package.json") is { } package
            && NodePackage.Read(package) is { } node)
        {
            return node;
        }

        return exists("Procfile") && read("Procfile") is { } procfile
            ? new() { Services = Procfile.Read(procfile) }
            : new();
    }
}
