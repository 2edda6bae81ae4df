using System.Security.Cryptography;
using System.Text;
using Nexus.Node.Files;

namespace Nexus.Node.Providers.Process;

/// <summary>
/// A root node never runs an environment as root: each has a user id that nothing else on the machine has, far above
/// those of people, services and subordinate ranges.
/// </summary>
internal static class SandboxUser
{
    public const uint First = 1_900_000_000;
    private const uint Count = 1_000_000;

    public static bool IsNeeded => Native.EffectiveUser() == 0;

    /// <summary>Follows from the workspace; the next free one when another has it.</summary>
    public static uint Choose(string workspaceId, IEnumerable<uint> inUse)
    {
        var taken = inUse.ToHashSet();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(workspaceId));
        var slot = BitConverter.ToUInt32(hash) % (Count - 1);
        while (taken.Contains(First + 1 + slot))
            slot = (slot + 1) % (Count - 1);
        return First + 1 + slot;
    }
}
