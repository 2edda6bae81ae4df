namespace Nexus.Workspaced.Tests;

/// <summary>What a killed daemon had lent to the user's programs is taken back by the next.</summary>
public sealed class HomeLeftoversTests : SandboxTests
{
    [Fact]
    public async Task Scripts_and_sources_of_before_are_gone_and_the_users_files_are_not()
    {
        string[] left = [".nexus-hook-abc.def", ".nexus-upload-abc.def.bundle"];
        string[] kept = [".profile", "nexus-hook-notes", ".nexus-upload-notes"];
        foreach (var name in (string[])[.. left, .. kept])
            await File.WriteAllTextAsync(Path.Combine(Workspace.Home, name), "x", Ct);

        await Workspace.RestartAsync();
        await Workspace.HelloAsync();

        Assert.DoesNotContain(left, name => File.Exists(Path.Combine(Workspace.Home, name)));
        Assert.All(kept, name => Assert.True(File.Exists(Path.Combine(Workspace.Home, name))));
    }
}
