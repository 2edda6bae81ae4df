using Nexus.Contracts;

namespace Nexus.Cli.Users;

/// <summary>What people call each other, for the ids of principals that the server tells.</summary>
internal sealed class Handles(Caller caller)
{
    private UserView? _me;
    private IReadOnlyList<UserView>? _all;

    /// <returns>The id where the caller may not know whose it is.</returns>
    public async Task<string> OfAsync(string id, CancellationToken cancellationToken)
    {
        if (!id.StartsWith("user-", StringComparison.Ordinal))
            return id;
        try
        {
            _me ??= await caller.Client.MeAsync(cancellationToken);
            if (_me.UserId == id || !_me.IsAdmin)
                return _me.UserId == id ? _me.GithubUsername : id;
            _all ??= await caller.Client.UsersAsync(cancellationToken);
            return _all.FirstOrDefault(user => user.UserId == id)?.GithubUsername ?? id;
        }
        catch (NexusException)
        {
            return id; // What was asked for is shown all the same.
        }
    }
}
