using Nexus.Engine.Tests.Secrets;

namespace Nexus.Engine.Tests.Actions;

/// <summary>Plugins that are programs: one that works, and what others do wrong.</summary>
public sealed class PluginTests : PluginFixture
{
    [Fact]
    public async Task A_plugin_gets_what_it_asks_for_and_its_answer_is_the_steps()
    {
        Secrets.Put(SecretHome.PathOf("user/u1/key"), "the value of it", "u1");
        Write($$"""
            {{Greeting}}
            say progress ', "message": "on it"'
            key=$(printf '%s' "$request" | sed 's/.*"key":"\([^"]*\)".*/\1/')
            text=$(printf '%s' "$request" | sed 's/.*"text":"\([^"]*\)".*/\1/')
            pwd=$(basename "$PWD")
            said="$text $NEXUS_PLUGIN $pwd $HOME.${#key}"
            say result ", \"outputs\": {\"said\": \"$said\", \"hidden\": \"$key\"}"
            """);

        var outputs = await DoAsync("""{"text": "hi", "key": {"$secret": "user/me/key"}}""", "u1");

        Assert.Equal("""{"said":"hi odd odd .15","hidden":"***"}""", outputs.GetRawText());
        Assert.Equal("plugin odd", Book().Find("odd.do")!.Manifest.Origin);
    }

    [Theory]
    [InlineData("exit 3", "plugin.crashed", "ended with 3")]
    [InlineData("echo oops >&2; kill -9 $$", "plugin.crashed", "ended with 137")]
    [InlineData("read hello; echo hello", "plugin.bad_answer", "no JSON object")]
    [InlineData("read hello; echo '{\"type\": \"hello\", \"protocol\": 2}'; cat", "plugin.bad_answer", "protocol 1")]
    [InlineData("GREET; echo '{\"type\": \"result\", \"id\": \"other\"}'; cat", "plugin.bad_answer", "another id")]
    [InlineData("GREET; echo '[]'; cat", "plugin.bad_answer", "no JSON object")]
    [InlineData("GREET; echo null; cat", "plugin.bad_answer", "null")]
    [InlineData("GREET; head -c 10000000 /dev/zero | tr '\\0' x; cat", "plugin.bad_answer", "1048576 bytes")]
    [InlineData("GREET; say result", "plugin.bad_answer", "no object")]
    [InlineData("GREET; say result ', \"outputs\": {}'", "plugin.bad_answer", "lack 'said'")]
    [InlineData("GREET; say result ', \"outputs\": {\"said\": 1}'", "plugin.bad_answer", "is a number and not text")]
    [InlineData("GREET; say result ', \"outputs\": {\"said\": null}'", "plugin.bad_answer", "is null and not text")]
    [InlineData("GREET; say result ', \"outputs\": {\"said\": \"\", \"x\": 1}'", "plugin.bad_answer", "not declare")]
    [InlineData("GREET; say what; cat", "plugin.bad_answer", "no progress")]
    [InlineData("GREET; while say progress; do :; done", "plugin.bad_answer", "10000 lines")]
    [InlineData("GREET; printf '{\"type\"'", "plugin.crashed", "ended with 0")]
    public async Task What_does_not_keep_to_the_protocol_is_told_and_ended(string script, string code, string part)
    {
        Write(script.Replace("GREET", Greeting, StringComparison.Ordinal));

        var error = await RefusedAsync("{}");

        Assert.Equal(code, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_tells_of_itself_is_the_steps_error()
    {
        Write($$"""
            {{Greeting}}
            say error ', "code": "empty", "message": "it is empty."'
            """);

        var error = await RefusedAsync("{}");

        Assert.Equal(("plugin.failed", "odd.do failed: it is empty.", "empty"),
            (error.Code, error.Message, error.Details!["code"]));
    }

    [Fact]
    public async Task One_that_does_not_answer_is_ended_with_all_it_started()
    {
        var pid = Home.File("pid");
        Write($"{Greeting}\necho stuck >&2\nsleep 600 &\necho $! > {pid}.new; mv {pid}.new {pid}\nwait", "3s");

        var error = await RefusedAsync("{}");

        Assert.Equal(("plugin.timed_out", "stuck\n"), (error.Code, error.Details!["stderr"]));
        Assert.False(LivingProcess.IsOne(pid));
    }

    [Fact]
    public async Task Cancelled_it_is_ended_with_all_it_started()
    {
        var pid = Home.File("pid");
        Write($"{Greeting}\nsleep 600 &\necho $! > {pid}.new; mv {pid}.new {pid}\nwait");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = Book().Find("odd.do")!.RunAsync(ActionContexts.Of("{}"), cancel.Token);
        while (!File.Exists(pid))
            await Task.Delay(10, Ct);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(LivingProcess.IsOne(pid));
    }

    [Fact]
    public async Task A_secret_it_does_not_ask_for_it_does_not_get()
    {
        Write("exit 1");

        Assert.Equal("plugin.no_secret", (await RefusedAsync("""{"text": {"$secret": "user/me/key"}}""")).Code);
        Assert.Equal("secret.not_found", (await RefusedAsync("""{"key": {"$secret": "user/me/key"}}""")).Code);
    }

    [Fact]
    public async Task A_program_that_is_none_is_told()
    {
        Write("exit 1");
        File.Delete(Path.Combine(Home.Path, "plugins", "odd", "odd.sh"));
        Assert.Equal("plugin.not_started", (await RefusedAsync("{}")).Code);
    }

    [Theory]
    [InlineData("\"name\": \"odd\"", "\"name\": \"even\"")]
    [InlineData("\"odd.do\"", "\"event.emit\"")]
    [InlineData("\"odd.do\"", "\"odd\"")]
    [InlineData("[\"./odd.sh\"]", "[]")]
    [InlineData("\"string\"", "\"text\"")]
    [InlineData("[\"key\"]", "[\"other\"]")]
    [InlineData("\"30s\"", "\"soon\"")]
    [InlineData("\"summary\"", "\"sumary\"")]
    [InlineData("{\"name\": \"key\"}", "{\"name\": \"text\"}")]
    [InlineData("}", "")]
    public void One_whose_manifest_is_wrong_is_left_out(string from, string to)
    {
        Write("exit 1");
        Assert.NotNull(Book().Find("odd.do"));
        var path = Path.Combine(Home.Path, "plugins", "odd", "plugin.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));

        Assert.Empty(Book().All);
    }
}
