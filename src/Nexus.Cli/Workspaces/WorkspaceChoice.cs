using Nexus.Cli.Sources;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

/// <summary>Which workspace a command means when it names none.</summary>
internal sealed class WorkspaceChoice(Caller caller)
{
    /// <summary>The one named, else the one of the current directory.</summary>
    /// <exception cref="NexusException"><c>workspace.none_here</c>, <c>workspace.ambiguous</c>.</exception>
    public async Task<string> ResolveAsync(string? typed, CancellationToken cancellationToken)
    {
        if (typed is { Length: > 0 })
            return typed;
        var here = await HereAsync(cancellationToken)
            ?? throw new NexusException(CliErrors.NoneHere(caller.Place.Directory));
        return Meant(here);
    }

    /// <summary>A person should see which one; in a pipe it would only be noise.</summary>
    private string Meant(WorkspaceRecord here)
    {
        if (caller.Place.TalkIsTerminal)
            caller.Output.Say(caller.Output.TalkPaint.Dim($"workspace {here.Name}"));
        return here.WorkspaceId;
    }

    /// <summary>The nearest directory upwards that a workspace was made from, else the same repository.</summary>
    /// <exception cref="NexusException"><c>workspace.ambiguous</c>.</exception>
    public async Task<WorkspaceRecord?> HereAsync(CancellationToken cancellationToken)
    {
        var server = caller.Server.Key;
        var records = WorkspaceRecords.Of(caller.Place).All().Where(record => record.Server == server).ToList();
        if (records.Count == 0)
            return null;

        for (var at = caller.Place.Directory; at is not null; at = Path.GetDirectoryName(at))
        {
            var directory = at;
            if (await OneAsync(records.Where(record => record.Path == directory), cancellationToken) is { } here)
                return here;
        }

        var repository = await new GitRepository(caller.Processes, caller.Place.Directory)
            .OriginAsync(cancellationToken);
        return repository is null
            ? null
            : await OneAsync(records.Where(record => record.Repo == repository), cancellationToken);
    }

    /// <summary>
    /// The first of several words may be the workspace or already what is wanted of it. It is the workspace when there
    /// is one of that name.
    /// </summary>
    /// <param name="word">What was typed.</param>
    /// <param name="means">Whether the word also makes sense in the workspace of this directory.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <returns>The workspace, and whether the word named it.</returns>
    /// <exception cref="NexusException"><c>workspace.ambiguous</c> when it is both.</exception>
    public async Task<(string Workspace, bool IsNamed)> SplitAsync(
        string word, Func<WorkspaceView, bool> means, CancellationToken cancellationToken)
    {
        var named = await FindAsync(word, cancellationToken);
        WorkspaceRecord? here;
        try
        {
            here = await HereAsync(cancellationToken);
        }
        catch (NexusException e) when (named is not null && e.Error.Code is "workspace.ambiguous")
        {
            return (word, true); // which of the several it is was said
        }

        if (here is null)
            return (word, true);
        if (named is null)
            return (Meant(here), false);
        if (named.WorkspaceId != here.WorkspaceId
            && await FindAsync(here.WorkspaceId, cancellationToken) is { } view && means(view))
        {
            throw new NexusException(CliErrors.Ambiguous(
                $"'{word}'", [$"'{word}', the workspace", $"'{here.Name} {word}', of this directory's workspace"]));
        }

        return (word, true);
    }

    private async Task<WorkspaceView?> FindAsync(string word, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.Client.StatusAsync(word, cancellationToken);
        }
        catch (NexusException e) when (ErrorCatalogue.KindOf(e.Error) is ErrorKind.NotFound or ErrorKind.Usage)
        {
            return null;
        }
    }

    /// <summary>It is gone: no directory means it any more, and nobody logs in there.</summary>
    public async Task ForgetAsync(string idOrName, CancellationToken cancellationToken)
    {
        var records = WorkspaceRecords.Of(caller.Place);
        foreach (var id in records.All().Where(record => record.Name == idOrName && record.Server == caller.Server.Key)
            .Select(record => record.WorkspaceId).Append(idOrName))
        {
            await KnownHosts.ForgetAsync(caller, id, cancellationToken);
        }

        await records.RemoveAsync(caller.Server.Key, idOrName, caller.Clock, cancellationToken);
    }

    /// <summary>Somebody may have removed it from elsewhere, so the server is asked.</summary>
    private async Task<WorkspaceRecord?> OneAsync(
        IEnumerable<WorkspaceRecord> records, CancellationToken cancellationToken)
    {
        var found = new List<WorkspaceRecord>();
        foreach (var record in records)
        {
            if (await IsThereAsync(record.WorkspaceId, cancellationToken))
                found.Add(record);
            else
                await ForgetAsync(record.WorkspaceId, cancellationToken);
        }

        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new NexusException(CliErrors.Ambiguous(
                caller.Place.Directory, found.Select(record => $"'{record.Name}'")));
    }

    private async Task<bool> IsThereAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await caller.Client.StatusAsync(id, cancellationToken);
            return true;
        }
        catch (NexusException e) when (e.Error.Code is "workspace.not_found")
        {
            return false;
        }
    }
}
