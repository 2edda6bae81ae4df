namespace Nexus.Engine;

/// <summary>
/// Who may still have something done in their name, and what they are called. Whoever keeps users knows.
/// </summary>
public interface IOwners
{
    /// <param name="principal">An id.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <returns>What people call them; null: it is nobody's id.</returns>
    Task<string?> NameOfAsync(string principal, CancellationToken cancellationToken);

    Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Known without asking the ledger: nothing starts in their name until they are let in again.</summary>
    bool IsRevoked(string userId);
}
