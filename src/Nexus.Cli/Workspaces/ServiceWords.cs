using System.CommandLine;

namespace Nexus.Cli.Workspaces;

/// <summary><c>[NAME] [SERVICE]</c>: one word alone may be either.</summary>
internal static class ServiceWords
{
    public static Argument<string[]> Argument(Caller caller)
    {
        var words = new Argument<string[]>("[NAME] [SERVICE]")
        {
            Description = "The workspace, default the one of this directory; the service, default all",
            Arity = new ArgumentArity(0, 2),
        };
        words.CompletionSources.Add(_ => WorkspaceRecords.Of(caller.Place).Names());
        return words;
    }

    public static async Task<(string Workspace, string? Service)> TargetAsync(
        Caller caller, string[] words, CancellationToken cancellationToken)
    {
        var choice = new WorkspaceChoice(caller);
        if (words is [var workspace, var service])
            return (workspace, service);
        if (words is not [var word])
            return (await choice.ResolveAsync(null, cancellationToken), null);

        var (chosen, isNamed) = await choice.SplitAsync(
            word, view => view.Services.ContainsKey(word), cancellationToken);
        return (chosen, isNamed ? null : word);
    }
}
