using System.Net;
using System.Security.Cryptography;

namespace Nexus.Cli.Tests;

/// <summary>What goes up comes down as it was, and never over a file that nobody named.</summary>
public sealed class ArtifactTests
{
    private const string Id = "0198c0de-0000-7000-8000-00000000000a";
    private const string Content = "the report";

    private static readonly string Sha256 =
        Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Content)));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_announced_and_sent()
    {
        using var desk = Ready();
        desk.Write("project/report.txt", Content);

        var (code, stdout, _) = await desk.RunAsync("artifact", "upload", "report.txt", "--kind", "report");

        Assert.Equal(0, code);
        Assert.StartsWith($"{Id}  report.txt\n", stdout, StringComparison.Ordinal);
        Assert.Equal(Content, System.Text.Encoding.UTF8.GetString(desk.Server.Uploaded));
        var asked = desk.Server.Heard[0];
        Assert.Contains($"\"sha256\":\"{Sha256}\"", asked, StringComparison.Ordinal);
        Assert.Contains("\"content_type\":\"text/plain\",\"byte_length\":10", asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report.txt", "project/report.txt")]
    [InlineData("../../../x", "project/x")]
    [InlineData(".bashrc", "project/bashrc")]
    [InlineData("..", "project/" + Id)]
    public async Task It_comes_into_this_directory_whatever_it_is_called(string name, string path)
    {
        using var desk = Ready(name);

        var (code, stdout, _) = await desk.RunAsync("artifact", "download", Id);

        Assert.Equal((0, Path.Combine(desk.Root, path)), (code, stdout.Trim()));
        Assert.Equal(Content, await File.ReadAllTextAsync(Path.Combine(desk.Root, path), Ct));
        Assert.Single(Directory.EnumerateFiles(desk.Project));
    }

    [Fact]
    public async Task What_is_there_stays_unless_it_is_named()
    {
        using var desk = Ready();
        var mine = desk.Write("project/report.txt", "mine");

        var (refused, _, stderr) = await desk.RunAsync("artifact", "download", Id);
        var kept = await File.ReadAllTextAsync(mine, Ct);
        var (taken, _, _) = await desk.RunAsync("artifact", "download", Id, "-o", "report.txt");

        Assert.Equal((1, "mine", 0), (refused, kept, taken));
        Assert.Contains("[file.unusable]", stderr, StringComparison.Ordinal);
        Assert.Equal(Content, await File.ReadAllTextAsync(mine, Ct));
    }

    [Fact]
    public async Task What_comes_damaged_is_not_kept()
    {
        using var desk = Ready();
        desk.Server.Answer($"GET /api/v1/artifacts/{Id}/download", HttpStatusCode.OK, "the rep0rt");

        var (code, _, stderr) = await desk.RunAsync("artifact", "download", Id);

        Assert.Equal(2, code);
        Assert.Contains("[artifact.wrong_sha]", stderr, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(desk.Project));
    }

    [Fact]
    public async Task They_are_listed_shown_and_removed()
    {
        using var desk = Ready();

        var (_, listed, _) = await desk.RunAsync("artifact", "list", "--run", Id, "--kind", "report");
        var (_, shown, _) = await desk.RunAsync("artifact", "show", Id, "--json");
        var (_, gone, _) = await desk.RunAsync("artifact", "rm", Id);
        var (usage, _, _) = await desk.RunAsync("artifact", "show", "report.txt");

        Assert.Contains("report.txt  report  0.1 KiB", listed, StringComparison.Ordinal);
        Assert.Contains($"run_id={Id}&kind=report", desk.Server.Heard[0], StringComparison.Ordinal);
        Assert.Contains($"\"sha256\":\"{Sha256}\"", shown, StringComparison.Ordinal);
        Assert.Equal(("report.txt is removed.\n", 2), (gone, usage));
    }

    private static Desk Ready(string name = "report.txt")
    {
        var view = $$"""
            {"artifact_id":"{{Id}}","name":"{{name}}","kind":"report","content_type":"text/plain","byte_length":10,
             "created_at":"2026-01-17T10:00:00Z","created_by":"user-1","run_id":null,"step_id":null,
             "sha256":"{{Sha256}}","metadata":{},"upload_url":null}
            """;
        var desk = new Desk();
        desk.Server.Answer("POST /api/v1/artifacts", HttpStatusCode.OK, view);
        desk.Server.Answer($"PUT /api/v1/artifacts/{Id}/content", HttpStatusCode.OK, view);
        desk.Server.Answer("GET /api/v1/artifacts", HttpStatusCode.OK, $$"""{"items":[{{view}}],"next_cursor":null}""");
        desk.Server.Answer($"GET /api/v1/artifacts/{Id}", HttpStatusCode.OK, view);
        desk.Server.Answer($"GET /api/v1/artifacts/{Id}/download", HttpStatusCode.OK, Content);
        desk.Server.Answer($"DELETE /api/v1/artifacts/{Id}", HttpStatusCode.OK, view);
        return desk;
    }
}
