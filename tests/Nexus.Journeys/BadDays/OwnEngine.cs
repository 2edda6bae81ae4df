using System.Runtime.CompilerServices;
using Nexus.Processes;

namespace Nexus.Journeys.BadDays;

/// <summary>A Docker engine that nobody else uses, with the image of the tests' own. Disposing it stops it.</summary>
internal sealed class OwnEngine : IAsyncDisposable
{
    private const string Image = "nexus/debian:12";

    private static readonly ProcessRunner Runner = new(TimeProvider.System, new Spawner(TimeProvider.System));

    private readonly string _run = Directory.CreateTempSubdirectory("nxe-").FullName;

    public string Host => $"unix://{_run}/docker.sock";

    /// <param name="shared">The tests' own; what was made of its image stays for the next time.</param>
    public static async Task<OwnEngine> StartAsync(string shared)
    {
        var engine = new OwnEngine();
        try
        {
            var cache = await RunAsync("docker", "-H", shared, "info", "--format", "{{.DockerRootDir}}");
            // In a session of its own, so that it does not end with the script.
            await RunAsync("setsid", "-w", Script, "start", $"{cache.Trim()}-own", engine._run);
            await RunAsync(
                "/bin/sh", "-ec",
                "docker -H $1 image inspect $3 >/dev/null 2>&1 || docker -H $2 save $3 | docker -H $1 load", "sh",
                engine.Host, shared, Image);
            return engine;
        }
        catch
        {
            await engine.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync(Script, "stop", _run);
        Directory.Delete(_run, recursive: true);
    }

    private static string Script { get; } = FindScript();

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var request = new ProcessRequest(new Argv(program, arguments)) { Deadline = TimeSpan.FromMinutes(3) };
        var result = await Runner.RunAsync(request, CancellationToken.None);
        Assert.True(result.IsSuccess, $"{request.Argv}: {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    private static string FindScript([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "eng", "private-docker"));
}
