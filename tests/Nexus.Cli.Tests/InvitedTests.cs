using System.Net;
using System.Text.Json;

namespace Nexus.Cli.Tests;

/// <summary>An invitation becomes a token that the command line keeps and uses.</summary>
public sealed class InvitedTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static string Token => "nxu_0123456789abcdef";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_token_is_kept_and_used_from_then_on(bool fromFile)
    {
        using var desk = Invited();
        if (fromFile)
            desk.Write("project/invitation", "nxi_secret\n");
        else
            desk.Set("NEXUS_INVITATION", "nxi_secret");

        string[] more = fromFile ? ["--invitation-file", "invitation"] : [];
        var (code, stdout, stderr) = await desk.RunAsync(["key", "register", "--handle", "octocat", .. more]);
        await desk.RunAsync("workspace", "list");

        Assert.Equal((0, "SHA256:x  registered\n"), (code, stdout));
        Assert.DoesNotContain(Token, stderr, StringComparison.Ordinal);
        Assert.Equal(["nxi_secret", Token], desk.Server.Bearers);
        Assert.Contains("\"github_username\":\"octocat\"", desk.Server.Heard[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_reads_it_and_other_servers_keep_theirs()
    {
        using var desk = Invited();
        var file = desk.Write(
            "home/.nexus/credentials", """{"https://other:3001":"kept","http://127.0.0.1:3001/":"old"}""");
        File.SetUnixFileMode(file, OwnerOnly);
        desk.Set("NEXUS_INVITATION", "nxi_secret");

        await desk.RunAsync("key", "register");

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(file));
        Assert.Equal(
            $$"""{"https://other:3001":"kept","http://127.0.0.1:3001":"{{Token}}"}""", await ReadAsync(file));
    }

    [Fact]
    public async Task A_program_does_not_see_the_token_either()
    {
        using var desk = Invited();
        desk.Set("NEXUS_INVITATION", "nxi_secret");

        var (_, stdout, _) = await desk.RunAsync("key", "register", "--json");

        using var json = JsonDocument.Parse(stdout);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("api_token").ValueKind);
    }

    [Theory]
    [InlineData("{}", UnixFileMode.UserRead | UnixFileMode.OtherRead, "server.credentials_open")]
    [InlineData("[1]", OwnerOnly, "file.unusable")]
    [InlineData("not json", OwnerOnly, "file.unusable")]
    public async Task An_invitation_is_not_spent_where_the_token_cannot_be_kept(
        string content, UnixFileMode mode, string code)
    {
        using var desk = Invited();
        File.SetUnixFileMode(desk.Write("home/.nexus/credentials", content), mode);
        desk.Set("NEXUS_INVITATION", "nxi_secret");

        var (_, _, stderr) = await desk.RunAsync("key", "register");

        Assert.Contains($"[{code}]", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Theory]
    [InlineData("auth.token_unknown", false)]
    [InlineData("user.bad_invitation", true)]
    public async Task One_that_lets_nobody_in_is_named_with_the_next_step(string code, bool fromFile)
    {
        using var desk = new Desk();
        desk.Server.Answer("POST /api/v1/users/register", HttpStatusCode.Unauthorized, $$$"""
            {"error":{"code":"{{{code}}}","message":"It is unknown.","hint":"Check it."},"correlation_id":"c-1"}
            """);
        var source = fromFile ? "invitation" : "NEXUS_INVITATION";
        if (fromFile)
            desk.Write("project/invitation", "nxi_used\n");
        else
            desk.Set("NEXUS_INVITATION", "bogus");

        var (exit, _, stderr) = await desk.RunAsync(
            ["key", "register", .. fromFile ? (string[])["--invitation-file", "invitation"] : []]);

        Assert.Equal(ExitCode.Failed, exit);
        Assert.Contains(
            $"error: The invitation in {source} is unknown, used or expired. [user.bad_invitation]\n"
                + $"  hint: It came from {source}: ask the server's administrator for another ('nexus user invite')",
            stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handle_without_an_invitation_makes_nobody()
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync("key", "register", "--handle", "octocat");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("add --invitation-file or NEXUS_INVITATION", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task Without_an_invitation_nothing_is_written()
    {
        using var desk = new Desk();

        await desk.RunAsync("key", "register");

        Assert.False(File.Exists(Path.Combine(desk.Home, ".nexus/credentials")));
    }

    private static Desk Invited()
    {
        var desk = new Desk();
        desk.Server.Answer("POST /api/v1/users/register", HttpStatusCode.OK, CannedServer.Octocat);
        return desk;
    }

    private static Task<string> ReadAsync(string file) =>
        File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
}
