namespace Nexus.Engine;

/// <summary>Who may still have something done in their name. Whoever keeps users knows.</summary>
public interface IOwners
{
    Task<bool> IsActiveAsync(string userId, CancellationToken cancellationToken);
}
