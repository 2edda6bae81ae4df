using Microsoft.Extensions.Logging;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Files;
using Nexus.Processes;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// Environments without an engine: a bubblewrap sandbox that shows the machine's own system read-only, with a private
/// <c>/etc</c> and home. It goes on when the node ends. When the node is root, each sandbox is a user of its own.
/// </summary>
internal sealed partial class ProcessProvider(
    EnvironmentDirectories directories, Sandboxes sandboxes, SandboxWall wall, IProcessRunner processes,
    TimeProvider clock, ILogger logger) : IProvider
{
    private static readonly TimeSpan TrialEvery = TimeSpan.FromMinutes(5);
    private Trial? _last;

    public string Name => "process";

    public bool HasSudo => false;

    /// <summary>With every look at this machine the networks that came since are closed to the sandboxes.</summary>
    public async Task<ProviderProbe> ProbeAsync(CancellationToken cancellationToken)
    {
        await wall.LookAsync(cancellationToken);
        if (ProgramPath.Find("bwrap", Environment.GetEnvironmentVariable("PATH")) is not { } program)
            return new(IsAvailable: false, Reason: "bubblewrap is missing: install the package 'bubblewrap'.");

        var changed = File.GetLastWriteTimeUtc(program);
        if (_last is not { } last || last.Changed != changed || clock.GetElapsedTime(last.At) > TrialEvery)
        {
            last = new(changed, clock.GetTimestamp(), await TryAsync(program, cancellationToken));
            _last = last.Probe.IsAvailable ? last : null;
        }

        return last.Probe.IsAvailable ? last.Probe with { Reason = Egress.WhyNot(SandboxUser.IsNeeded) } : last.Probe;
    }

    private async Task<ProviderProbe> TryAsync(string program, CancellationToken cancellationToken)
    {
        var version = await AskAsync(new Argv(program, "--version"), cancellationToken);
        var user = SandboxUser.IsNeeded ? SandboxUser.First : (uint?)null;
        var trial = await AskAsync(SandboxArguments.Probe(user, RootEntry.OfThisMachine()), cancellationToken);
        return trial.IsSuccess
            ? new(IsAvailable: true, version.Output.Trim())
            : new(IsAvailable: false, version.Output.Trim(), $"No sandbox can be made: {LastLine(trial.Error)}");
    }

    public Task<IReadOnlyList<EnvironmentInfo>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EnvironmentInfo>>(
            [.. from record in directories.All()
                where record.Provider == Name
                let info = Sandboxes.Inspect(PathsOf(record.WorkspaceId))
                where info is not null
                select info]);

    public Task CheckImageAsync(string? image, CancellationToken cancellationToken)
    {
        RefuseImage(image);
        return Task.CompletedTask;
    }

    public Task<string?> CreateAsync(EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        RefuseImage(spec.Image);
        var paths = PathsOf(spec.WorkspaceId);
        var known = SandboxRecord.Read(paths);
        if (known is { IsBare: false })
            return Task.FromResult<string?>(null);

        uint? user = SandboxUser.IsNeeded
            ? known?.User ?? SandboxUser.Choose(spec.WorkspaceId, UsersInUse())
            : null;
        Fill(paths, EnvironmentName.Of(spec.WorkspaceId), user, keepsHome: known is not null);
        var (group, unbounded) = Bound(spec);
        new SandboxRecord
        {
            WorkspaceId = spec.WorkspaceId,
            User = user,
            Processes = spec.Limits.Processes,
            Group = group,
            Limits = spec.Limits,
        }.Write(paths);
        LogCreated(spec.WorkspaceId);
        return Task.FromResult(unbounded);
    }

    public async Task<string?> RecreateAsync(EnvironmentSpec spec, CancellationToken cancellationToken)
    {
        RefuseImage(spec.Image);
        var paths = PathsOf(spec.WorkspaceId);
        await sandboxes.StopAsync(paths, TimeSpan.Zero, cancellationToken);
        if (SandboxRecord.Read(paths) is { } old)
            (old with { IsBare = true }).Write(paths);
        return await CreateAsync(spec, cancellationToken);
    }

    public Task PutAsync(
        string workspaceId, IReadOnlyList<EnvironmentFile> files, CancellationToken cancellationToken) =>
        directories.PutAsync(workspaceId, files, cancellationToken);

    public Task StartAsync(string workspaceId, CancellationToken cancellationToken) =>
        sandboxes.StartAsync(PathsOf(workspaceId), workspaceId, cancellationToken);

    public Task StopAsync(string workspaceId, TimeSpan grace, CancellationToken cancellationToken) =>
        sandboxes.StopAsync(PathsOf(workspaceId), grace, cancellationToken);

    public Task DestroyAsync(string workspaceId, CancellationToken cancellationToken) =>
        sandboxes.StopAsync(PathsOf(workspaceId), TimeSpan.Zero, cancellationToken);

    public Task<EnvironmentInfo?> InspectAsync(string workspaceId, CancellationToken cancellationToken) =>
        Task.FromResult(Sandboxes.Inspect(PathsOf(workspaceId)));

    public Task<string> TailAsync(string workspaceId, CancellationToken cancellationToken) =>
        Task.FromResult(Sandboxes.Tail(PathsOf(workspaceId)));

    private SandboxPaths PathsOf(string workspaceId) => new(directories.PathOf(workspaceId));

    private static void RefuseImage(string? image)
    {
        if (image is { Length: > 0 })
            throw new NexusException(ProcessErrors.NoImages(image));
    }

    /// <summary>Tried when it is made, so that it can be told.</summary>
    private static (ControlGroup? Group, string? Unbounded) Bound(EnvironmentSpec spec)
    {
        var noDisk = spec.DiskBytes is null ? null : "no disk of its own size: its files are on the machine's";
        if (spec.Asked.Count == 0)
            return (null, noDisk);
        var (group, whyNot) = ControlGroup.Make(
            $"nexus-{EnvironmentName.Of(spec.WorkspaceId)}", spec.Limits, File.ReadAllLines("/proc/self/cgroup"));
        var noGroup = group is null ? $"no bound for {string.Join(" and ", spec.Asked)}: {whyNot}" : null;
        return (group, (noGroup, noDisk) is (not null, not null) ? $"{noGroup}; {noDisk}" : noGroup ?? noDisk);
    }

    private IEnumerable<uint> UsersInUse() =>
        from record in directories.All()
        let user = SandboxRecord.Read(PathsOf(record.WorkspaceId))?.User
        where user is not null
        select user.Value;

    private static void Fill(SandboxPaths paths, string hostName, uint? user, bool keepsHome)
    {
        // What an interrupted attempt left is made again; nobody has worked in it.
        OwnedTree.Remove(paths.Etc);
        OwnedTree.Remove(paths.State);
        PrivateEtc.Make("/etc", paths.Etc, hostName);
        Directory.CreateDirectory(paths.State, OnlyOurs);
        if (!keepsHome)
        {
            OwnedTree.Remove(paths.Home);
            PrivateEtc.MakeHome("/etc/skel", paths.Home);
        }

        if (user is not { } id)
            return;
        foreach (var name in SandboxPaths.Writable.Where(name => !keepsHome || name != SandboxPaths.HomeName))
            OwnedTree.Give(new DirectoryInfo(Path.Combine(paths.Root, name)), id);
        File.SetUnixFileMode(paths.Root, OnlyOurs | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    private const UnixFileMode OnlyOurs =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private Task<ProcessResult> AskAsync(Argv argv, CancellationToken cancellationToken) =>
        processes.RunAsync(new ProcessRequest(argv) { Deadline = TimeSpan.FromSeconds(5) }, cancellationToken);

    private static string LastLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
        ?? "no reason given";

    /// <summary>
    /// Making a sandbox to see whether it can be made is not done with every look; after a failure it is, because a
    /// machine that was too busy for it can be better at the next.
    /// </summary>
    /// <param name="Changed">Bubblewrap itself: another one is tried at once.</param>
    private sealed record Trial(DateTime Changed, long At, ProviderProbe Probe);

    [LoggerMessage(Level = LogLevel.Information, Message = "Made the sandbox of {Workspace}")]
    private partial void LogCreated(string workspace);
}
