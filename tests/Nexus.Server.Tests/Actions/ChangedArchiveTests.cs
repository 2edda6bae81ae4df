using System.Globalization;
using Nexus.Processes;
using Nexus.Testing;
using Nexus.Workspaces.Actions;

namespace Nexus.Server.Tests.Actions;

/// <summary>What tar says of files that change while it reads them, and what that makes of its archive.</summary>
public sealed class ChangedArchiveTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("truncate -s 0 blob", "padding with zeros", true)]
    [InlineData("echo more >> blob", "changed as we read it", true)]
    [InlineData("true", "Cannot stat", false, "gone")]
    public async Task It_is_whole_when_they_were_written_to_and_not_when_one_is_missing(
        string meanwhile, string said, bool isWhole, string path = "")
    {
        using var home = new TemporaryDirectory();
        await File.WriteAllBytesAsync(home.File("blob"), new byte[4 * 1024 * 1024], Ct);

        // What reads the archive takes a byte, and then the file is another while tar is in the middle of it.
        var script = $"{{ tar -cf - blob {path}; echo $? > code; }} 2> told | {{ head -c 1 > /dev/null; {meanwhile}; "
            + "cat > /dev/null; }";
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("sh", "-c", script)) { WorkingDirectory = home.Path }, Ct);
        Assert.True(result.IsSuccess, result.Error);
        await using var archive = new ArchiveStream(_ => throw new InvalidOperationException("Nothing is stored."));
        await archive.ComplainAsync(await File.ReadAllBytesAsync(home.File("told"), Ct));

        var code = await File.ReadAllTextAsync(home.File("code"), Ct);
        Assert.Contains(said, archive.Complaint, StringComparison.Ordinal);
        Assert.Equal(isWhole, archive.IsWhole(int.Parse(code, CultureInfo.InvariantCulture)));
    }
}
