using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Sources;

/// <summary>
/// The configuration of what is sent, or will be cloned, as far as this machine knows it: a work tree says nothing of
/// another branch, and nothing of what is not committed.
/// </summary>
internal static class SentConfig
{
    /// <exception cref="NexusException"><c>config.invalid</c>.</exception>
    public static async Task<WorkspaceConfig> OfUploadAsync(
        GitRepository repository, SourceOptions options, CancellationToken cancellationToken)
    {
        if (options.Dirty)
            return OfDirectory(repository.Directory);
        var commit = options.Branch is { } wanted
            ? await repository.CommitAsync(wanted, cancellationToken)
            : await repository.TipAsync("HEAD", cancellationToken);
        return await OfAsync(repository, commit, options.Branch, cancellationToken);
    }

    /// <param name="repository">A clone.</param>
    /// <param name="branch">Of its origin, or its own where none was fetched; null: the one cloned unasked.</param>
    /// <param name="cancellationToken">Stops git.</param>
    /// <exception cref="NexusException"><c>config.invalid</c>.</exception>
    public static async Task<WorkspaceConfig> OfOriginAsync(
        GitRepository repository, string? branch, CancellationToken cancellationToken)
    {
        var fetched = $"origin/{branch ?? "HEAD"}";
        if (await repository.TipAsync($"refs/remotes/{fetched}", cancellationToken) is { } commit)
            return await OfAsync(repository, commit, fetched, cancellationToken);
        var own = await repository.TipAsync(branch is null ? "HEAD" : $"refs/heads/{branch}", cancellationToken);
        return await OfAsync(repository, own, branch, cancellationToken);
    }

    private static WorkspaceConfig OfDirectory(string top)
    {
        var path = Path.Combine(top, ConfigLoader.FileName);
        return File.Exists(path)
            ? Checked(ConfigLoader.Load(File.ReadAllBytes(path), ConfigLoader.FileName))
            : new();
    }

    /// <param name="repository">Whose.</param>
    /// <param name="commit">Null: nothing is known.</param>
    /// <param name="where">For people, who see another file in their directory.</param>
    /// <param name="cancellationToken">Stops git.</param>
    private static async Task<WorkspaceConfig> OfAsync(
        GitRepository repository, string? commit, string? where, CancellationToken cancellationToken)
    {
        if (commit is null
            || await repository.FileAsync(commit, ConfigLoader.FileName, cancellationToken) is not { } text)
        {
            return new();
        }

        var name = where is null ? ConfigLoader.FileName : $"{where}:{ConfigLoader.FileName}";
        return Checked(ConfigLoader.Load(text, name));
    }

    private static WorkspaceConfig Checked(ConfigResult result) =>
        result.Config ?? throw new NexusException(ConfigErrors.Invalid(result.Problems));
}
