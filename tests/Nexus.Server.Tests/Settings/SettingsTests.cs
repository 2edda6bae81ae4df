using System.Text.Json;
using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Server.Tests.Settings;

/// <summary>Where the value of a setting comes from, as the real program says.</summary>
public sealed class SettingsTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_value_has_its_origin_and_the_later_one_wins()
    {
        using var home = Home("""
            {"profile": "cloud", "ledger": {"keep": "30.00:00:00", "keepEvents": 5000},
             "artifacts": {"quotaBytes": 1000}, "http": {"allowedNetworks": ["10.0.0.0/8"]}}
            """);

        var settings = await ShownAsync(
            home, new() { ["NEXUS_LEDGER__KEEPEVENTS"] = "7000", ["PORTS__BIND"] = "0.0.0.0" },
            "--behind-proxy", "--port", "0");

        Assert.Equal("cloud", settings.Profile);
        Check(settings, "server.port", "0", SettingOrigin.CommandLine, "--port");
        Check(settings, "server.bind", "0.0.0.0", SettingOrigin.Profile, "cloud");
        Check(settings, "ledger.keep", "30.00:00:00", SettingOrigin.File, File(home));
        Check(settings, "ledger.keepEvents", "7000", SettingOrigin.Environment, "NEXUS_LEDGER__KEEPEVENTS");
        Check(settings, "artifacts.quotaBytes", "1000", SettingOrigin.File, File(home));
        Check(settings, "http.allowedNetworks", "10.0.0.0/8", SettingOrigin.File, File(home));
        Check(settings, "ports.bind", "127.0.0.1", SettingOrigin.Default, from: null);
        Assert.Equal(["state"], Directory.EnumerateFileSystemEntries(home.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--profile", "server", "{}", "server")]
    [InlineData(null, null, """{"profile": "server"}""", "server")]
    [InlineData("--profile", "local", """{"profile": "server"}""", "local")]
    [InlineData(null, null, "{}", "local")]
    public async Task A_profile_is_chosen_by_option_or_file(string? option, string? value, string file, string chosen)
    {
        using var home = Home(file);

        var settings = await ShownAsync(home, [], [.. new[] { option, value }.OfType<string>()]);

        Assert.Equal(chosen, settings.Profile);
        Assert.Equal("127.0.0.1", Of(settings, "server.bind").Value);
    }

    [Fact]
    public async Task A_secret_is_only_said_to_be_set_and_what_nothing_reads_is_named()
    {
        using var home = Home($$"""
            {"auth": {"token": "{{Token}}"}, "env_id": "e", "ledgr": {"keep": 1}, "ports": {"ssh": {"frist": 1} } }
            """);

        var (code, output, _) = await AskAsync(home, []);

        Assert.Equal(0, code);
        Assert.DoesNotContain(Token, output, StringComparison.Ordinal);
        var settings = JsonSerializer.Deserialize(output, ContractsJson.Default.SettingsView)!;
        Assert.True(Of(settings, "auth.token") is { IsSecret: true, IsSet: true, Value: null });
        Assert.True(Of(settings, "auth.metricsToken") is { IsSecret: true, IsSet: false });
        Assert.Equal(["ledgr.keep", "ports.ssh.frist"], settings.Unknown);
    }

    [Theory]
    [InlineData("{}", 2, "server.bad_config", "profile is 'clowd'", "--profile", "clowd")]
    [InlineData("{}", 3, "server.insecure", "Plain HTTP on 0.0.0.0", "--profile", "cloud")]
    [InlineData("""{"server": {"bind": "0.0.0.0"}}""", 3, "server.insecure", "Plain HTTP on 0.0.0.0")]
    [InlineData("""{"server": {"bind": "here"}}""", 2, "server.bad_config", "server.bind is 'here'")]
    [InlineData("""{"server": {"port": "x"}}""", 2, "server.bad_config", "server.port has a value of the wrong type")]
    [InlineData("""{"server": {"logFormat": "xml"}}""", 2, "server.bad_config", "server.logFormat is 'xml'")]
    public async Task What_cannot_be_used_is_refused_before_it_starts(
        string file, int exitCode, string code, string told, params string[] options)
    {
        using var home = Home(file);

        var (seen, output, error) = await AskAsync(home, [], options);

        Assert.Equal((exitCode, ""), (seen, output));
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Contains($"[{code}]", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_administrator_may_ask_a_server_and_nobody_else()
    {
        await using var host = await ServerHost.StartAsync();
        using var admin = host.Client();
        using var user = host.Client((await host.AddAsync("alice")).ApiToken);

        var settings = await (await admin.GetAsync("/api/v1/settings", Ct)).ReadAsync(
            ContractsJson.Default.SettingsView);
        var refused = await user.GetAsync("/api/v1/settings", Ct);

        Assert.True(Of(settings, "auth.token") is { IsSet: true, Value: null });
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static void Check(SettingsView settings, string key, string value, SettingOrigin origin, string? from) =>
        Assert.Equal(
            (value, origin, from),
            (Of(settings, key).Value, Of(settings, key).Origin, Of(settings, key).From));

    private static SettingView Of(SettingsView settings, string key) => settings.Items.Single(item => item.Key == key);

    private static string File(TemporaryDirectory home) => Path.Combine(home.Path, "state", "config.json");

    private static TemporaryDirectory Home(string config)
    {
        var home = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(home.Path, "state"));
        System.IO.File.WriteAllText(File(home), config);
        return home;
    }

    private static async Task<SettingsView> ShownAsync(
        TemporaryDirectory home, Dictionary<string, string> variables, params string[] options)
    {
        var (code, output, error) = await AskAsync(home, variables, options);
        Assert.True(code == 0, error);
        return JsonSerializer.Deserialize(output, ContractsJson.Default.SettingsView)!;
    }

    private static async Task<(int ExitCode, string Output, string Error)> AskAsync(
        TemporaryDirectory home, Dictionary<string, string> variables, params string[] options)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "nexusd");
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new Argv(program, ["--show-settings", "--home", home.Path, .. options])) { Environment = variables },
            Ct);
        return (result.ExitCode, result.Output, result.Error);
    }
}
