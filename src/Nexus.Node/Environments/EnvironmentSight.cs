using Nexus.Contracts;
using Nexus.Node.Providers;
using Nexus.Transport.Control;

namespace Nexus.Node.Environments;

/// <summary>How an environment is right now: what its provider says of it, and whether its daemon answers.</summary>
internal sealed class EnvironmentSight(ProviderSet providers, EnvironmentDoor door)
{
    /// <summary>A daemon that is well answers within a millisecond.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>One on a machine that is busy; then it is silent.</summary>
    private static readonly TimeSpan AtLast = TimeSpan.FromSeconds(3);

    /// <returns>
    /// Running without its services, paused or ended. An engine that is away says nothing of the environment, which is
    /// taken to run.
    /// </returns>
    public async Task<EnvironmentReport> SeeAsync(
        string workspaceId, string provider, CancellationToken cancellationToken)
    {
        try
        {
            var info = await providers.AskAsync(
                providers.Get(provider), (p, token) => p.InspectAsync(workspaceId, token), cancellationToken);
            return info switch
            {
                { IsRunning: true } => Silent(workspaceId, provider, "Its daemon does not answer."),
                { } known => new(workspaceId, provider, IsRunning: false, null, known.Reason, known.IsPaused),
                null => new(workspaceId, provider, IsRunning: false, null, "It is gone."),
            };
        }
        catch (NexusException e)
        {
            return Silent(workspaceId, provider, $"Its daemon does not answer. {e.Error.Message}");
        }
    }

    /// <param name="workspaceId">Whose.</param>
    /// <param name="provider">Which made it.</param>
    /// <param name="isSilent">It was so at the last look: one question is enough.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>Null: its daemon answers.</returns>
    public async Task<EnvironmentReport?> WhySilentAsync(
        string workspaceId, string provider, bool isSilent, CancellationToken cancellationToken)
    {
        if (await door.AnswersAsync(workspaceId, Soon, cancellationToken))
            return null;
        var seen = await SeeAsync(workspaceId, provider, cancellationToken);
        return seen.IsRunning && !isSilent && await door.AnswersAsync(workspaceId, AtLast, cancellationToken)
            ? null
            : seen;
    }

    private static EnvironmentReport Silent(string workspaceId, string provider, string reason) =>
        new(workspaceId, provider, IsRunning: true, null, reason);
}
