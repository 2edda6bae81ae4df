using Nexus.Platform.Ledger;

namespace Nexus.Engine;

/// <summary>
/// A request that is done once, however often it is asked with its key. Whoever keeps keys makes it a feature of the
/// request; without a key there is none.
/// </summary>
public interface IRequestClaim
{
    /// <summary>The batch that does what is asked, with what is answered when it is asked again.</summary>
    /// <param name="batch">With at least one event.</param>
    /// <param name="answer">JSON.</param>
    LedgerBatch Join(LedgerBatch batch, string answer);
}
