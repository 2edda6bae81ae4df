using Nexus.Contracts;

namespace Nexus.Platform.Ledger.Sqlite;

/// <summary>One process per ledger: the chain has one writer. The kernel frees the lock at its end.</summary>
internal static class LedgerLock
{
    public static FileStream Take(string path)
    {
        try
        {
            return new($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new NexusException(LedgerErrors.InUse(path), e);
        }
    }
}
