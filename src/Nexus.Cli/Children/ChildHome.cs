using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Cli.Servers;
using Nexus.Contracts;

namespace Nexus.Cli.Children;

/// <summary>What a child home remembers of where it comes from: <c>child.json</c> in it.</summary>
internal sealed record ChildMark(string ChildId, string Parent);

/// <summary>The directory of a child home.</summary>
internal sealed class ChildHome(string path)
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnly = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>What a child has of its own, or what only its parent's people should have.</summary>
    private static readonly string[] NotInherited = ["auth", "env_id", "ports", "secrets", "server"];

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    public string Path => path;

    /// <summary>Null: it is no child home.</summary>
    public ChildMark? Mark
    {
        get
        {
            using var json = Json.Read(MarkFile);
            return Json.Text(json, "child_id") is { } id && Json.Text(json, "parent") is { } parent
                ? new(id, parent)
                : null;
        }
    }

    public string? Token
    {
        get
        {
            using var json = Json.Read(ConfigFile);
            return Json.Text(json, "auth", "token");
        }
    }

    private string MarkFile => System.IO.Path.Combine(path, "child.json");

    private string ConfigFile => System.IO.Path.Combine(path, "state", "config.json");

    /// <summary>Whether anything stands in the way of making it; what was begun by the same parent does not.</summary>
    /// <exception cref="NexusException"><c>child.not_empty</c>.</exception>
    public void CheckEmpty(string parent, string? begun)
    {
        var isOurs = Mark is { } mark && mark.ChildId == begun && mark.Parent == parent;
        var isEmpty = !Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any();
        if (File.Exists(path) || !(isEmpty || isOurs))
            throw new NexusException(ChildErrors.NotEmpty(path));
    }

    /// <summary>The mark first: what is there from then on can be told from what others put there.</summary>
    public void Prepare(ChildView child, string parent, PortBlock ports)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        Write(MarkFile, new JsonObject { ["child_id"] = child.ChildId, ["parent"] = parent });
        if (File.Exists(ConfigFile) && Token is not null)
            return; // its server has begun to use it
        using var inherited = Json.Read(System.IO.Path.Combine(parent, "state", "config.json"));
        var config = inherited is null ? [] : JsonObject.Create(inherited.RootElement) ?? [];
        foreach (var key in NotInherited)
            config.Remove(key);
        config["env_id"] = child.ChildId;
        config["server"] = new JsonObject { ["port"] = child.Port };
        config["ports"] = ports.Json();
        Directory.CreateDirectory(System.IO.Path.Combine(path, "state"), OwnerOnly);
        Write(ConfigFile, config);
    }

    /// <summary>With all that is in it.</summary>
    public void Delete()
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private static void Write(string file, JsonObject json)
    {
        var aside = $"{file}.part";
        File.Delete(aside); // of someone who was killed
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        };
        using (var stream = new FileStream(aside, options))
        {
            using (var writer = new Utf8JsonWriter(stream, Indented))
                json.WriteTo(writer);
            stream.Flush(flushToDisk: true);
        }

        File.Move(aside, file, overwrite: true);
    }
}

/// <summary>Ports that neither the parent nor another child has: as many as the parent's, behind theirs.</summary>
internal sealed record PortBlock(int SshFirst, int SshLast, int ServicesFirst, int ServicesLast)
{
    private const int Last = 65535;

    /// <exception cref="NexusException"><c>child.no_ports</c>.</exception>
    public PortBlock After(IReadOnlyList<PortBlock> taken)
    {
        var (doors, services) = (SshLast - SshFirst, ServicesLast - ServicesFirst);
        var ssh = Free(SshLast + 1, doors, taken);
        var block = new PortBlock(ssh, ssh + doors, 0, -1);
        var first = Free(ServicesLast + 1, services, [.. taken, block]);
        return first + services <= Last && ssh + doors <= Last
            ? block with { ServicesFirst = first, ServicesLast = first + services }
            : throw new NexusException(ChildErrors.NoPorts());
    }

    public JsonObject Json() => new()
    {
        ["ssh"] = new JsonObject { ["first"] = SshFirst, ["last"] = SshLast },
        ["services"] = new JsonObject { ["first"] = ServicesFirst, ["last"] = ServicesLast },
    };

    private static int Free(int from, int length, IReadOnlyList<PortBlock> taken)
    {
        var ranges = taken.Select(one => (one.SshFirst, one.SshLast))
            .Concat(taken.Select(one => (one.ServicesFirst, one.ServicesLast)));
        foreach (var (first, last) in ranges.Order())
        {
            if (from <= last && from + length >= first)
                from = last + 1;
        }

        return from;
    }
}
