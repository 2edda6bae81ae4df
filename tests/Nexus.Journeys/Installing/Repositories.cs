using System.Runtime.CompilerServices;
using Nexus.Processes;

namespace Nexus.Journeys.Installing;

/// <summary>The repositories journeys start from: the examples, each as a git repository of its own.</summary>
internal static class Repositories
{
    public static async Task<string> MakeRepositoryAsync(
        this Installation nexus, string name = "hello", string example = "hello")
    {
        var path = Path.Combine(nexus.Root, "repositories", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await nexus.RunAsync(new Argv("cp", "-r", Path.Combine(Clone(), "examples", example), path));
        await nexus.RunAsync(new Argv("git", "-C", path, "init", "-q", "-b", "main"));
        await nexus.RunAsync(new Argv("git", "-C", path, "add", "-A"));
        await nexus.RunAsync(new Argv(
            "git", "-C", path, "-c", "user.name=n", "-c", "user.email=n@localhost", "commit", "-qm", "first"));
        return path;
    }

    public static string Clone([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
