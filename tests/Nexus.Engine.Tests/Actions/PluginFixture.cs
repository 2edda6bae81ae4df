using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Actions.Plugins;
using Nexus.Engine.Tests.Secrets;
using Nexus.Platform;
using Nexus.Platform.Secrets;
using Nexus.Processes;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Actions;

/// <summary>A home with one plugin, <c>odd</c>, which is a script.</summary>
public abstract class PluginFixture : IDisposable, IAdministrators
{
    /// <summary>Greets and reads a request; then it can <c>say TYPE REST</c> of a line.</summary>
    protected const string Greeting = """
        read hello; echo '{"type": "hello", "protocol": 1}'; read request
        id=$(printf '%s' "$request" | sed 's/.*"id":"\([^"]*\)".*/\1/')
        say() { printf '{"type": "%s", "id": "%s"%s}\n' "$1" "$id" "$2"; }
        """;

    private const string Manifest = """
        {
          "name": "odd", "command": ["./odd.sh"], "deadline": "DEADLINE",
          "actions": [
            {
              "name": "odd.do", "summary": "Does it.", "secrets": ["key"], "redacts": ["hidden"],
              "inputs": [ {"name": "text", "type": "string"}, {"name": "key"} ],
              "outputs": [ {"name": "said", "type": "string", "is_required": true}, {"name": "hidden"} ]
            }
          ]
        }
        """;

    private readonly SecretHome _secretHome = new();

    protected PluginFixture() => Secrets = new(new("home", []), _secretHome.Open(), new Redactor());

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    internal TemporaryDirectory Home { get; } = new();

    internal Spawner Spawner { get; } = new(TimeProvider.System);

    internal SecretStore Secrets { get; }

    public void Dispose()
    {
        Spawner.Dispose();
        _secretHome.Dispose();
        Home.Dispose();
        GC.SuppressFinalize(this);
    }

    public bool Has(string userId) => userId is "u0";

    internal void Write(string script, string deadline = "30s")
    {
        var directory = Directory.CreateDirectory(Path.Combine(Home.Path, "plugins", "odd")).FullName;
        File.WriteAllText(
            Path.Combine(directory, "plugin.json"), Manifest.Replace("DEADLINE", deadline, StringComparison.Ordinal));
        var program = Path.Combine(directory, "odd.sh");
        File.WriteAllText(program, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    internal ActionBook Book() => new([], new PluginShelf(
        new(Home.Path), new(Secrets, this), Spawner, NullLoggerFactory.Instance, NullLogger<PluginShelf>.Instance));

    internal async Task<JsonElement> DoAsync(string with, string owner = "u0") =>
        (await ActionBook.RunAsync(Book().Find("odd.do")!, ActionContexts.Of(with, owner), Ct))!.Value;

    internal async Task<NexusError> RefusedAsync(string with) =>
        (await Assert.ThrowsAsync<NexusException>(() => DoAsync(with))).Error;
}
