using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Actions.Http;
using Nexus.Engine.Actions.Ssh;
using Nexus.Engine.Tests.Secrets;
using Nexus.Platform;
using Nexus.Platform.Secrets;
using Nexus.Processes;

namespace Nexus.Engine.Tests.Actions;

/// <summary>Commands over a real sshd, on behalf of an administrator or of a user.</summary>
internal sealed class SshDesk : IAsyncDisposable, IAdministrators
{
    public const string Administrator = "u0";
    public const string User = "u1";

    private readonly SecretHome _home = new();
    private readonly Spawner _spawner = new(TimeProvider.System);
    private readonly SecretStore _secrets;

    private SshDesk(SshServer server)
    {
        Server = server;
        _secrets = new SecretStore(new("home", []), _home.Open(), new Redactor());
        _secrets.Put(SecretHome.PathOf("user/u0/ssh"), server.Key.ReplaceLineEndings("\r\n").TrimEnd(), "u0");
        _secrets.Put(SecretHome.PathOf("user/u1/ssh"), server.Key, "u1");
        _secrets.Put(SecretHome.PathOf("user/u0/hosts"), server.KnownHosts, "u0");
        _secrets.Put(SecretHome.PathOf("user/u0/other"), "no key at all", "u0");
    }

    public SshServer Server { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SshDesk> OpenAsync() => new(await SshServer.StartAsync());

    public bool Has(string userId) => userId is Administrator;

    /// <param name="changes">To a step that works; null takes a field away.</param>
    /// <param name="owner">Of the run.</param>
    /// <param name="options">Of the server.</param>
    /// <param name="cancellationToken">Of the step.</param>
    public async Task<JsonElement> RunAsync(
        string changes, string owner = Administrator, SshOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var with = new JsonObject
        {
            ["host"] = "127.0.0.1",
            ["port"] = Server.Port,
            ["user"] = SshServer.User,
            ["key"] = new JsonObject { ["$secret"] = "user/me/ssh" },
            ["known_hosts"] = Server.KnownHosts,
            ["cmd"] = "true",
        };
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            with[name] = value?.DeepClone();
        var run = new SshRun(
            new ProcessRunner(TimeProvider.System, _spawner),
            new(new(_secrets, this), Options.Create(options ?? new())), new(this, Options.Create(new HttpOptions())));
        return (await run.RunAsync(ActionContexts.Of(with.ToJsonString(), owner), cancellationToken))!.Value;
    }

    public async Task<NexusError> RefusedAsync(string changes, string owner = Administrator) =>
        (await Assert.ThrowsAsync<NexusException>(() => RunAsync(changes, owner, cancellationToken: Ct))).Error;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _spawner.Dispose();
        _home.Dispose();
    }
}
