using Nexus.Node.Providers.Process;

namespace Nexus.Node.Tests;

public sealed class ControlGroupTests
{
    /// <summary>Where version 2 stands beside version 1 it has no controllers, as where none are handed down.</summary>
    private const string Unified = "/sys/fs/cgroup/unified";

    [Fact]
    public void A_group_without_controllers_is_explained_and_nothing_of_it_is_left()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists($"{Unified}/cgroup.procs"), $"no {Unified} to write");
        var path = $"{Unified}/nexus-test-{Path.GetRandomFileName()}";

        var whyNot = new ControlGroup(path, path).Begin(new(1, 64 << 20, 64));

        Assert.Contains("cannot be used", whyNot, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }
}
