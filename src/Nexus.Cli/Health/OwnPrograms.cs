using System.Reflection;
using System.Runtime.InteropServices;
using Nexus.Processes;

namespace Nexus.Cli.Health;

/// <summary>The programs of Nexus beside this one, and what they themselves cannot start without.</summary>
internal sealed class OwnPrograms(Caller caller)
{
    private const string Sqlite = "libsqlite3.so.0";
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    public static string Version { get; } = typeof(OwnPrograms).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public IEnumerable<Need> Needs() =>
    [
        Program("nexusd", Role.Server, "is the server"),
        Need.Of("sqlite", Role.Server, "holds the server's ledger", FindSqlite),
        Program("nexus-node", Role.Node, "is the node's agent"),
        Program("nexus-workspaced", Role.Node, "runs in every workspace"),
    ];

    private Need Program(string name, Role role, string why) => new(name, role, why)
    {
        IsProgram = true,
        LookAsync = async token =>
        {
            var path = Path.Combine(caller.Place.Programs, name);
            if (!File.Exists(path))
                return new(name, Verdict.Fail, $"there is no {path}", "./build, or set NEXUS_BIN to its directory");
            var result = await caller.Processes.RunAsync(new(new Argv(path, "--version")) { Deadline = AtMost }, token);
            var version = result.Output.Trim();
            return !result.IsSuccess
                ? new(name, Verdict.Fail, $"does not start: {FirstLine(result.Error)}",
                    name is "nexusd" ? "Install the ASP.NET Core runtime 10: https://dot.net/download" : "./build")
                : version == Version
                    ? new(name, Verdict.Ok, $"{path}, version {version}")
                    : new(name, Verdict.Warn, $"version {version}, and nexus {Version}", "Update the older one.");
        },
    };

    private static Check FindSqlite()
    {
        if (!NativeLibrary.TryLoad(Sqlite, out var library))
            return new("sqlite", Verdict.Fail, $"{Sqlite} not found", "sudo apt-get install libsqlite3-0");
        NativeLibrary.Free(library);
        return new("sqlite", Verdict.Ok, Sqlite);
    }

    private static string FirstLine(string text) => text.Trim().Split('\n')[0];
}
