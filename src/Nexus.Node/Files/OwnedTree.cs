namespace Nexus.Node.Files;

/// <summary>Directories that an environment writes: given to its user, and removed whatever it did to them.</summary>
internal static class OwnedTree
{
    /// <summary>Gives a directory and all in it to a user; links themselves, never what they point to.</summary>
    public static void Give(DirectoryInfo directory, uint user)
    {
        Change(directory.FullName, user);
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } inner)
                Give(inner, user);
            else
                Change(entry.FullName, user);
        }
    }

    /// <summary>Removes a directory and all in it. Absent is done.</summary>
    /// <exception cref="IOException">Something in it cannot be removed.</exception>
    public static void Remove(string directory)
    {
        if (!Directory.Exists(directory))
            return;
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            Unlock(new DirectoryInfo(directory));
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Its user may have taken away his own right to look into a directory.</summary>
    private static void Unlock(DirectoryInfo directory)
    {
        directory.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var inner in directory.EnumerateDirectories())
        {
            if (inner.LinkTarget is null)
                Unlock(inner);
        }
    }

    private static void Change(string path, uint user)
    {
        if (Native.ChangeOwner(path, user, user) != 0)
            throw new IOException($"{path} cannot be given to user {user}.");
    }
}
