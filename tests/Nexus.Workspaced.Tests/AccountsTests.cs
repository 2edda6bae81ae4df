using Nexus.Workspaced.Setup;

namespace Nexus.Workspaced.Tests;

/// <summary>The files of an image, edited without its tools.</summary>
public sealed class AccountsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("nx-").FullName;

    public AccountsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "etc"));
        File.WriteAllText(Etc("passwd"), "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh");
        File.WriteAllText(Etc("group"), "root:x:0:\nnode:x:1000:\n");
        File.WriteAllText(Etc("shadow"), "root:*:1::::::\n");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_user_is_added_with_free_numbers_and_a_home()
    {
        var user = new Accounts(_root).Ensure("dev");

        Assert.Equal(("dev", 1001, 1001, "/home/dev", "/bin/sh"),
            (user.Name, user.UserId, user.GroupId, user.Home, user.Shell));
        Assert.Equal("dev:x:1001:1001:,,,:/home/dev:/bin/sh", File.ReadAllLines(Etc("passwd"))[^1]);
        Assert.Equal("dev:*:19000:0:99999:7:::", File.ReadAllLines(Etc("shadow"))[^1]);
        Assert.True(Directory.Exists(Path.Combine(_root, "home/dev")));
    }

    [Fact]
    public void Doing_it_again_changes_nothing()
    {
        new Accounts(_root).Ensure("dev");
        var before = File.ReadAllText(Etc("passwd")) + File.ReadAllText(Etc("shadow")) + File.ReadAllText(Etc("group"));

        new Accounts(_root).Ensure("dev");

        var after = File.ReadAllText(Etc("passwd")) + File.ReadAllText(Etc("shadow")) + File.ReadAllText(Etc("group"));
        Assert.Equal(before, after);
    }

    [Fact]
    public void An_existing_user_keeps_everything_but_the_lock()
    {
        File.AppendAllText(Etc("passwd"), "\ndev:x:1234:1000::/srv/dev:/bin/zsh\n");
        File.AppendAllText(Etc("shadow"), "dev:!:19000:0:99999:7:::\n");
        File.AppendAllText(Etc("group"), "docker:x:999:someone,dev\n");

        var user = new Accounts(_root).Ensure("dev");

        Assert.Equal((1234, "/srv/dev", "/bin/zsh"), (user.UserId, user.Home, user.Shell));
        Assert.Equal([1000, 999], user.Groups);
        Assert.Equal("dev:*:19000:0:99999:7:::", File.ReadAllLines(Etc("shadow"))[^1]);
    }

    [Fact]
    public void A_home_from_another_image_is_given_to_the_user_who_has_another_number_here()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root gives files away");
        var file = Path.Combine(_root, "home/dev/workspace/file");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "kept");
        foreach (var path in new[] { file, Path.GetDirectoryName(file)!, Path.Combine(_root, "home/dev") })
            Assert.True(UnixFiles.TryChangeOwner(path, 1000, 1000));

        var user = new Accounts(_root).Ensure("dev");

        Assert.Equal(1001, user.UserId);
        Assert.Equal(1001, UnixFiles.OwnerOf(file));
    }

    private string Etc(string file) => Path.Combine(_root, "etc", file);
}
