using System.Globalization;
using System.IO.Enumeration;

namespace Nexus.Workspaced.Setup;

/// <summary>
/// Finds the user, or makes it: by editing the files, because small images lack <c>useradd</c>. Safe to repeat.
/// </summary>
/// <param name="root">The root of the file system, for tests.</param>
internal sealed class Accounts(string root)
{
    private const int FirstId = 1000;

    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None };

    private string Passwd => Path.Combine(root, "etc/passwd");

    private string Group => Path.Combine(root, "etc/group");

    private string Shadow => Path.Combine(root, "etc/shadow");

    /// <summary>Who we are, when we are not root and so can be nobody else.</summary>
    /// <param name="name">Preferred when several names mean us.</param>
    public UserAccount Current(string name)
    {
        var own = UnixFiles.CurrentUser.ToString(CultureInfo.InvariantCulture);
        var (passwd, group) = (Lines(Passwd), Lines(Group));
        return UserAccount.Find(line => line[2] == own && line[0] == name, passwd, group)
            ?? UserAccount.Find(line => line[2] == own, passwd, group)
            ?? throw WorkspacedErrors.UserMissing(name);
    }

    public UserAccount Ensure(string name)
    {
        if (Find(name) is null)
            Add(name);
        Unlock(name);
        var user = Find(name) ?? throw WorkspacedErrors.UserMissing(name);
        MakeHome(user);
        return user;
    }

    private UserAccount? Find(string name) => UserAccount.Find(line => line[0] == name, Lines(Passwd), Lines(Group));

    private void Add(string name)
    {
        var taken = Lines(Passwd).Concat(Lines(Group)).Select(line => line.Split(':'))
            .Where(line => line.Length > 2).Select(line => line[2]).ToHashSet(StringComparer.Ordinal);
        var id = FirstId;
        while (taken.Contains(id.ToString(CultureInfo.InvariantCulture)))
            id++;
        var shell = File.Exists(Path.Combine(root, "bin/bash")) ? "/bin/bash" : "/bin/sh";
        Append(Group, $"{name}:x:{id}:");
        Append(Shadow, $"{name}:*:19000:0:99999:7:::");
        Append(Passwd, $"{name}:x:{id}:{id}:,,,:/home/{name}:{shell}");
    }

    /// <summary>
    /// <c>!</c> means locked to an sshd without PAM, which then refuses keys too; <c>*</c> only means
    /// that no password fits.
    /// </summary>
    private void Unlock(string name)
    {
        var lines = Lines(Shadow);
        var unlocked = lines.Select(line =>
            line.StartsWith($"{name}:!", StringComparison.Ordinal)
                ? $"{name}:*{line[line.IndexOf(':', name.Length + 1)..]}"
                : line).ToList();
        if (!unlocked.SequenceEqual(lines, StringComparer.Ordinal))
            File.WriteAllLines(Shadow, unlocked);
    }

    private void MakeHome(UserAccount user)
    {
        var home = Path.Combine(root, user.Home.TrimStart('/'));
        Directory.CreateDirectory(home);
        if (UnixFiles.OwnerOf(home) is var owner && owner != user.UserId)
        {
            if (owner > 0)
                HandOver(home, owner, user);
            UnixFiles.TryChangeOwner(home, user.UserId, user.GroupId);
        }

        var skeleton = Path.Combine(root, "etc/skel");
        if (!Directory.Exists(skeleton) || File.Exists(Path.Combine(home, ".profile")))
            return;

        foreach (var file in Directory.EnumerateFiles(skeleton))
        {
            var copy = Path.Combine(home, Path.GetFileName(file));
            if (File.Exists(copy))
                continue;
            File.Copy(file, copy);
            UnixFiles.TryChangeOwner(copy, user.UserId, user.GroupId);
        }
    }

    /// <summary>A home that is kept comes from an image in which the user had another number.</summary>
    private static void HandOver(string home, int owner, UserAccount user)
    {
        var all = new FileSystemEnumerable<string>(
            home, static (ref FileSystemEntry entry) => entry.ToFullPath(), Everything)
        {
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        foreach (var path in all.Where(path => UnixFiles.OwnerOf(path) == owner))
            UnixFiles.TryChangeOwner(path, user.UserId, user.GroupId);
    }

    private static void Append(string file, string line)
    {
        var needsEnd = File.Exists(file) && File.ReadAllText(file) is { Length: > 0 } text && !text.EndsWith('\n');
        File.AppendAllText(file, needsEnd ? $"\n{line}\n" : $"{line}\n");
    }

    private static string[] Lines(string file) => File.Exists(file) ? File.ReadAllLines(file) : [];
}
