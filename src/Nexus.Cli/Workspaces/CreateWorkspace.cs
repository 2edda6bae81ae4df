using Nexus.Cli.Keys;
using Nexus.Cli.Sources;
using Nexus.Cli.Talk;
using Nexus.Contracts;

namespace Nexus.Cli.Workspaces;

internal sealed record CreateWorkspaceOptions
{
    public required string Name { get; init; }

    public required SourceOptions Source { get; init; }

    public string? Provider { get; init; }

    public string? Image { get; init; }

    public string? Node { get; init; }

    public IReadOnlyDictionary<string, string>? NodeLabels { get; init; }

    public bool Starts { get; init; } = true;

    public bool IsJson { get; init; }
}

/// <summary>Key, workspace, source, up.</summary>
internal sealed class CreateWorkspace(Caller caller)
{
    public async Task<int> RunAsync(CreateWorkspaceOptions options, CancellationToken cancellationToken)
    {
        var source = await new SourceFinder(caller).FindAsync(options.Source, cancellationToken);
        var key = SshKeys.Find(caller);
        await WorkspaceRecords.Of(caller.Place).CheckAsync(caller.Clock, cancellationToken);
        using var bundle = source.Upload is { } repository
            ? await SourceBundle.MakeAsync(
                repository, options.Source.Dirty, options.Source.Branch, cancellationToken)
            : null;
        await caller.Client.RegisterAsync(new() { SshPubkey = key.PublicLine }, cancellationToken);
        var accepted = await CreateAsync(Request(options, source), source.Path, cancellationToken);
        caller.Output.Say($"source  {Describe(source, options.Source)}");
        await RememberAsync(accepted.WorkspaceId, options, source, cancellationToken);
        if (bundle is not null)
            accepted = await UploadAsync(accepted, bundle, options.Starts, cancellationToken);

        if (options.Starts)
            return await new BringUp(caller, options.IsJson, isAnew: true).WatchAsync(accepted, cancellationToken);
        await ShowAsync(accepted.WorkspaceId, options, cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>What was interrupted before its source was sent is taken up, not in the way.</summary>
    private async Task<AcceptedView> CreateAsync(
        CreateWorkspaceRequest request, string? path, CancellationToken cancellationToken)
    {
        try
        {
            return await caller.Client.CreateAsync(request, cancellationToken);
        }
        catch (NexusException e) when (e.Error.Code is "workspace.name_taken" && request.Upload)
        {
            var there = await caller.Client.StatusAsync(request.WorkspaceName, cancellationToken);
            if (!IsSame(there, request, path))
                throw;
            return new()
            {
                WorkspaceId = there.WorkspaceId,
                WorkspaceName = there.WorkspaceName,
                Status = there.Status,
                EstimatedTime = "",
                PollingUrl = "",
            };
        }
    }

    /// <summary>Waits for an upload, has never been up, and was made with the same words in the same place.</summary>
    private bool IsSame(WorkspaceView there, CreateWorkspaceRequest request, string? path) =>
        there is { Source.Type: "local", Status: WorkspaceState.Stopped, Desired: DesiredState.Down, RunId: null }
        && (there.Config.Provider, there.Config.Image, there.Config.Node)
            .Equals((request.Provider, request.Image, request.Node))
        && Labels(there.Config.NodeLabels).SequenceEqual(Labels(request.NodeLabels))
        && WorkspaceRecords.Of(caller.Place).All()
            .Where(record => record.WorkspaceId == there.WorkspaceId)
            .All(record => record.Path == path);

    private static IEnumerable<KeyValuePair<string, string>> Labels(IReadOnlyDictionary<string, string>? labels) =>
        (labels ?? KeyValues.Of(words: null)).OrderBy(label => label.Key, StringComparer.Ordinal);

    /// <summary>The repository's choice holds where the command line makes none.</summary>
    private static CreateWorkspaceRequest Request(CreateWorkspaceOptions options, WorkspaceSource source) => new()
    {
        WorkspaceName = options.Name,
        Repo = source.Repo ?? source.Origin,
        Provider = options.Provider ?? source.Config.DefaultProvider,
        Image = options.Image,
        Node = options.Node ?? source.Config.RemoteNode,
        NodeLabels = options.NodeLabels,
        Providers = source.Config.Providers.ToDictionary(
            provider => provider.Key,
            provider => new ProviderWish(
                provider.Value.Image, provider.Value.Cpu, provider.Value.MemoryBytes, provider.Value.DiskBytes),
            StringComparer.Ordinal),
        Upload = source.Upload is not null,
        Start = options.Starts && source.Upload is null,
    };

    private async Task<AcceptedView> UploadAsync(
        AcceptedView accepted, SourceBundle bundle, bool starts, CancellationToken cancellationToken)
    {
        var lines = new ProgressLines(caller.Output, caller.Place);
        var started = caller.Clock.GetTimestamp();
        var size = Words.Size(new FileInfo(bundle.Path).Length);
        lines.Running("upload", TimeSpan.Zero, size);
        await using (var file = File.OpenRead(bundle.Path))
            await caller.Client.UploadSourceAsync(accepted.WorkspaceId, file, cancellationToken);
        lines.Done("upload", caller.Clock.GetElapsedTime(started), size);
        return starts ? await caller.Client.UpAsync(accepted.WorkspaceId, cancellationToken) : accepted;
    }

    private Task RememberAsync(
        string workspaceId, CreateWorkspaceOptions options, WorkspaceSource source,
        CancellationToken cancellationToken) =>
        WorkspaceRecords.Of(caller.Place).AddAsync(
            new(workspaceId, options.Name, caller.Server.Key, source.Path, source.Repo?.Url),
            caller.Clock, cancellationToken);

    private async Task ShowAsync(
        string workspaceId, CreateWorkspaceOptions options, CancellationToken cancellationToken)
    {
        var workspace = await caller.Client.StatusAsync(workspaceId, cancellationToken);
        if (options.IsJson)
            caller.Output.Json(workspace, ContractsJson.Default.WorkspaceView);
        else
            caller.Output.Result($"{options.Name}  made; 'nexus workspace up {options.Name}' starts it");
    }

    private static string Describe(WorkspaceSource source, SourceOptions options) => source switch
    {
        { Repo: { Url: { } url, Branch: { } branch } } => $"{SourceUrl.Shown(url)}, branch {branch}",
        { Repo.Url: { } url } => SourceUrl.Shown(url),
        { Upload.Directory: var directory } when options.Dirty => $"{directory}, with uncommitted work",
        { Upload.Directory: var directory } when options.Branch is { } branch => $"{directory}, branch {branch}",
        { Upload.Directory: var directory } => $"{directory}, as committed",
        _ => "none: an empty workspace",
    };
}
