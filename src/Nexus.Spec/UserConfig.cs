using Nexus.Spec.Keys;
using Nexus.Spec.Loading;
using Nexus.Spec.Yaml;

namespace Nexus.Spec;

/// <summary>What a person chose in <c>~/.nexus/config.yaml</c>. Null: the default.</summary>
public sealed record UserConfig
{
    /// <summary>A host or URL.</summary>
    public string? Server { get; init; }

    public int? ServerPort { get; init; }

    /// <summary>Of the SSH key to log in with; may begin with <c>~/</c>.</summary>
    public string? KeyPath { get; init; }

    /// <summary><c>cursor</c>, <c>code</c>, <c>vim</c>, ...</summary>
    public string? Editor { get; init; }

    /// <summary><c>nexus workspace connect</c> logs in instead of printing how.</summary>
    public bool ConnectsBySsh { get; init; }
}

/// <summary>Reads the user's choices; keys of other versions are left alone.</summary>
public static class UserConfigLoader
{
    private static readonly IReadOnlyList<Key> Ssh =
        [new("key_path", KeyKind.Text, "SSH key to log in with") { Default = "the first of `~/.ssh`" }];

    private static readonly IReadOnlyList<Key> Editor =
    [
        new("preferred", KeyKind.Text, "Editor to make links for, `cursor` or `code`") { Default = "both" },
    ];

    internal static IReadOnlyList<Key> Top { get; } =
    [
        new("server", KeyKind.Text, "Host or URL of the server") { Default = "127.0.0.1" },
        new("server_port", KeyKind.Port, "Its port, when `server` is a host") { Default = "3001" },
        new("ssh", KeyKind.Section, "Logging in") { Keys = Ssh },
        new("editor", KeyKind.Section, "The editor") { Keys = Editor },
        new("connect", KeyKind.Choice, "What `nexus workspace connect` does")
        {
            Choices = ["print", "ssh"],
            Default = "print",
        },
    ];

    /// <summary>Never throws because of what the file contains; what is wrong counts as not there.</summary>
    public static (UserConfig Config, IReadOnlyList<ConfigProblem> Problems) Load(string text, string fileName)
    {
        var problems = new Problems(fileName);
        if (new YamlReader(problems).Read(text) is not YamlMap map)
            return (new(), problems.IsEmpty ? [] : problems.InOrder());

        var top = Known(map, Top, "", problems);
        var config = new UserConfig
        {
            Server = top.Text("server"),
            ServerPort = top.Port("server_port"),
            KeyPath = Below("ssh", Ssh)?.Text("key_path"),
            Editor = Below("editor", Editor)?.Text("preferred"),
            ConnectsBySsh = top.Choice("connect", ["print", "ssh"]) is "ssh",
        };
        return (config, problems.IsEmpty ? [] : problems.InOrder());

        Section? Below(string key, IReadOnlyList<Key> keys) =>
            top.Map(key) is { } below ? Known(below, keys, key, problems) : null;
    }

    private static Section Known(YamlMap map, IReadOnlyList<Key> keys, string path, Problems problems) =>
        new(map with { Entries = [.. map.Entries.Where(entry => keys.Any(key => key.Name == entry.Key.Text))] },
            keys, path, problems);
}
