using System.Globalization;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;
using Nexus.Node.Environments;
using Nexus.Node.Files;

namespace Nexus.Node.Agent;

/// <summary>What a node knows of itself once it has joined.</summary>
/// <param name="NodeId">As the server knows it.</param>
/// <param name="NodeToken">Its own.</param>
/// <param name="Server">Where it joined.</param>
/// <param name="IsOwnServer">The server of the same user, whose own file says where it is now.</param>
internal sealed record NodeCredential(string NodeId, string NodeToken, string Server, bool IsOwnServer);

/// <summary>The node's state directory, held by one process at a time.</summary>
internal sealed class NodeHome : IDisposable
{
    private const UnixFileMode OnlyOurs =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly FileStream _lock;

    private NodeHome(string root, FileStream held) => (Root, _lock) = (root, held);

    public string Root { get; }

    public string Environments => Path.Combine(Root, "e");

    public string Journal => Path.Combine(Root, "journal");

    private string CredentialPath => Path.Combine(Root, "node.json");

    private string PidPath => Path.Combine(Root, "node.pid");

    private string JoinedPath => Path.Combine(Root, "node.joined");

    /// <summary>Waits a little for a node that was killed just now and is not quite gone.</summary>
    /// <exception cref="NexusException"><c>node.state_in_use</c>.</exception>
    public static async Task<NodeHome> OpenAsync(string root, TimeProvider clock, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(root, OnlyOurs);
        var started = clock.GetTimestamp();
        var held = TryLock(root);
        for (; held is null; held = TryLock(root))
        {
            if (clock.GetElapsedTime(started) > Patience)
                throw new NexusException(AgentErrors.StateInUse(root));
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
        }

        var home = new NodeHome(root, held);
        File.Delete(home.JoinedPath); // of one that was killed
        home.RemoveCut();
        File.WriteAllText(home.PidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n");
        return home;
    }

    /// <summary>What a killed node was writing; not what an environment shares, whose files are its own.</summary>
    private void RemoveCut()
    {
        IEnumerable<string> environments = Directory.Exists(Environments)
            ? Directory.EnumerateDirectories(Environments)
            : [];
        IEnumerable<string> programs = environments.Select(one => Path.Combine(one, EnvironmentDirectories.Programs));
        foreach (var folder in (string[])[Root, .. environments, .. programs.Where(Directory.Exists)])
        {
            foreach (var cut in Directory.EnumerateFiles(folder, "*.new"))
                File.Delete(cut);
        }
    }

    /// <returns>Null: it never joined, or what it kept is damaged, so that it has to join again.</returns>
    public NodeCredential? ReadCredential()
    {
        try
        {
            return File.Exists(CredentialPath)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(CredentialPath), NodeJson.Default.NodeCredential)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(NodeCredential credential) =>
        DurableFile.Write(
            CredentialPath, JsonSerializer.SerializeToUtf8Bytes(credential, NodeJson.Default.NodeCredential));

    /// <summary>From now on its server lists it; <c>nexus agent start --detach</c> waits for this.</summary>
    /// <returns>False: the state takes no file, as on a full disk.</returns>
    public bool TryMarkJoined()
    {
        try
        {
            File.Create(JoinedPath).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Marks this node's environments in an engine: its first id, kept when it has to join again.</summary>
    public string Label(string nodeId)
    {
        var path = Path.Combine(Root, "label");
        if (!File.Exists(path))
            DurableFile.Write(path, Encoding.UTF8.GetBytes(nodeId));
        return File.ReadAllText(path);
    }

    public void Dispose()
    {
        File.Delete(JoinedPath);
        File.Delete(PidPath);
        _lock.Dispose();
    }

    private static FileStream? TryLock(string root)
    {
        try
        {
            return new FileStream(
                Path.Combine(root, "node.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
