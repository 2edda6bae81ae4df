using System.Text.Json.Nodes;
using Nexus.Contracts;
using Nexus.Platform.Secrets;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Secrets;

/// <summary>The secrets of a home, opened as often as a server starts.</summary>
internal sealed class SecretHome : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public SecretHome() => Directory.CreateDirectory(Path.Combine(_home.Path, "state"));

    public string File => Path.Combine(_home.Path, "state", "secrets.json");

    public string KeyFile => Path.Combine(_home.Path, "state", "secrets.key");

    /// <summary>One that an administrator sees to.</summary>
    public string OtherKeyFile => _home.File("credential");

    public static SecretPath PathOf(string text) => SecretPath.Parse(text, "home", me: null);

    public FileSecrets Open(string? keyFile = null) => new(_home.Path, keyFile, TimeProvider.System);

    public FileSecrets OpenByKeyring(string name) => new(_home.Path, keyFile: null, TimeProvider.System, name);

    public string? Read(string path, string? keyFile = null)
    {
        using var value = Open(keyFile).Get(PathOf(path));
        return value?.Reveal();
    }

    public string CodeOf(Action<FileSecrets> act, string? keyFile = null) =>
        Assert.Throws<NexusException>(() => act(Open(keyFile))).Error.Code;

    /// <summary>Changes an entry as somebody with an editor would.</summary>
    public void Edit(string path, Action<JsonObject> change)
    {
        var whole = JsonNode.Parse(System.IO.File.ReadAllText(File))!;
        change(whole["secrets"]![path]!.AsObject());
        System.IO.File.WriteAllText(File, whole.ToJsonString());
    }

    public void Dispose() => _home.Dispose();
}
