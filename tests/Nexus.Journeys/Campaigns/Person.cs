using System.Text.Json;
using Nexus.Contracts;
using Nexus.Journeys.Installing;
using Nexus.Processes;

namespace Nexus.Journeys.Campaigns;

/// <summary>A user of the server with a token, a key and settings of their own.</summary>
internal sealed class Person
{
    /// <summary>A token is never an argument.</summary>
    private const string Run = """
        export NEXUS_TOKEN=$(cat people/$1/token) NEXUS_SSH_KEY_PATH=$PWD/people/$1/key
        export NEXUS_CONFIG_DIR=$PWD/people/$1/user; shift; exec "$NEXUS" "$@"
        """;

    private readonly Installation _nexus;

    private Person(Installation nexus, string name) => (_nexus, Name) = (nexus, name);

    public string Name { get; }

    private string Key => Path.Combine(_nexus.Root, "people", Name, "key");

    public static async Task<Person> MakeAsync(Installation nexus, string name)
    {
        var person = new Person(nexus, name);
        Directory.CreateDirectory(Path.GetDirectoryName(person.Key)!);
        await nexus.RunAsync(new Argv("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", person.Key));
        var token = await nexus.NexusAsync("user", "add", name, "--key", $"{person.Key}.pub");
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(person.Key)!, "token"), token.Trim(),
            TestContext.Current.CancellationToken);
        return person;
    }

    /// <summary>What this person did last, for a loss to be explained by.</summary>
    public Diary Diary { get; } = new();

    public async Task<ProcessResult> TryNexusAsync(params string[] arguments)
    {
        var since = TimeProvider.System.GetTimestamp();
        var result = await _nexus.TryRunAsync(new Argv("/bin/sh", ["-c", Run, "sh", Name, .. arguments]));
        Diary.Add($"{string.Join(' ', arguments)}: {result.ExitCode} {result.Error.Trim()}", since);
        return result;
    }

    /// <returns>Null when the server did not answer, or has none of that name.</returns>
    public async Task<(WorkspaceView? View, bool IsGone)> LookAsync(string name)
    {
        var status = await TryNexusAsync("workspace", "status", name, "--json");
        return status.IsSuccess
            ? (JsonSerializer.Deserialize(status.Output, ContractsJson.Default.WorkspaceView), false)
            : (null, status.Error.Contains("workspace.not_found", StringComparison.Ordinal));
    }

    /// <param name="script">For the shell; what it reads is <paramref name="input"/>.</param>
    /// <param name="workspace">Where its door is.</param>
    /// <param name="input">Sent line by line.</param>
    public async Task<ProcessResult> SshAsync(WorkspaceView workspace, string script, string input)
    {
        var since = TimeProvider.System.GetTimestamp();
        var result = await _nexus.TryRunAsync(new Argv("/bin/sh",
        [
            "-c", "echo \"$1\" | (shift; exec \"$@\")", "sh", input, "ssh", "-i", Key,
            .. _nexus.SshOptions(workspace)[2..], $"dev@{workspace.Ssh.Host}", script,
        ]));
        Diary.Add($"ssh {workspace.WorkspaceName} with {input}: {result.ExitCode}", since);
        return result;
    }
}
