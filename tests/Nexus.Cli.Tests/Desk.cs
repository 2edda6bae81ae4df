using Nexus.Cli.Servers;
using Nexus.Cli.Talk;
using Nexus.Cli.Workspaces;
using Nexus.Processes;

namespace Nexus.Cli.Tests;

/// <summary>A person's machine in a temporary directory: a home, a key, variables, and a canned server.</summary>
internal sealed class Desk : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("nexus-desk-");
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal)
    {
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
        ["NEXUS_SERVER"] = "http://127.0.0.1:3001",
    };

    public Desk()
    {
        Directory.CreateDirectory(Project);
        Write("home/.ssh/id_ed25519.pub", "ssh-ed25519 AAAAC3Nza person@desk\n");
    }

    public string Root => _root.FullName;

    public string Home => Path.Combine(Root, "home");

    public string Project => Path.Combine(Root, "project");

    /// <summary>Null: a directory that was removed.</summary>
    public string? Here { get; set; } = "project";

    public CannedServer Server { get; } = new();

    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Where results go besides; null: nowhere.</summary>
    public Stream? Reader { get; init; }

    /// <summary>What a person at a terminal says to every question; null: nobody is there.</summary>
    public string? Answer { get; init; }

    public Stream Input { get; init; } = Stream.Null;

    /// <summary>Of the terminal that results go to; null: it is none.</summary>
    public int? Columns { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>What Ctrl-C is.</summary>
    public CancellationToken Stop { get; init; } = TestContext.Current.CancellationToken;

    public void Set(string name, string value) => _variables[name] = value;

    public string Write(string path, string text)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>What a person sees, with the places of this run taken out.</summary>
    public async Task<string> SeeAsync(params string[] args)
    {
        var (code, stdout, stderr) = await RunAsync(args);
        return $"$ nexus {string.Join(' ', args)}\nexit: {code}\n-- stdout\n{stdout}\n-- stderr\n{stderr}"
            .Replace(Root, "/desk", StringComparison.Ordinal);
    }

    public async Task<(int Code, string Stdout, string Stderr)> RunAsync(params string[] args)
    {
        var (stdout, stderr) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        using var caller = new Caller(
            Place(), Output(stdout, stderr), Clock, new ProcessRunner(Clock),
            server => Connect(server, Wire.Around(server, Place(), Output(stdout, stderr), Clock)));
        var code = await CommandLine.RunAsync(args, caller, Stop);
        return (code, stdout.ToString(), stderr.ToString());
    }

    public async Task GitAsync(params string[] arguments)
    {
        string[] identity =
            ["-c", "user.name=desk", "-c", "user.email=desk@localhost", "-c", "init.defaultBranch=main"];
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(
            new(new("git", ["-C", Project, .. identity, .. arguments])), TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.Error);
    }

    /// <summary>As if it had been made from this machine.</summary>
    public Task RememberAsync(string id, string name, string? path, string? repo = null) =>
        WorkspaceRecords.Of(Place()).AddAsync(
            new(id, name, "http://127.0.0.1:3001/", path, repo), TimeProvider.System,
            TestContext.Current.CancellationToken);

    /// <summary>The project with one commit.</summary>
    public async Task RepositoryAsync()
    {
        Write("project/readme.txt", "hello");
        await GitAsync("init", "-q");
        await GitAsync("add", "readme.txt");
        await GitAsync("commit", "-qm", "first");
    }

    public Place Place() => new()
    {
        Variable = _variables.GetValueOrDefault,
        Directory = Here is null ? null : Path.Combine(Root, Here),
        UserHome = Home,
        Programs = Path.Combine(Root, "bin"),
        Input = Input,
        ResultIsTerminal = Columns is not null,
        Columns = () => Columns ?? 80,
        Ask = Answer is null ? null : () => Answer,
    };

    public void Dispose() => _root.Delete(recursive: true);

    private HttpClient Connect(KnownServer server, IReadOnlyList<DelegatingHandler> around)
    {
        var wire = Handler ?? Server;
        foreach (var handler in around.Reverse())
            (handler.InnerHandler, wire) = (wire, handler);
        var http = new HttpClient(wire) { BaseAddress = server.Address };
        if (server.Token is { } token)
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return http;
    }

    private Output Output(TextWriter stdout, TextWriter stderr) => Reader is null
        ? new(stdout, stderr)
        : new(new StreamWriter(Reader) { AutoFlush = true }, stderr) { ResultBytes = Reader };
}
