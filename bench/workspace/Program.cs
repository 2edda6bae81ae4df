using System.Runtime.InteropServices;
using Nexus.Bench.Workspace;

var isJson = args.Contains("--json", StringComparer.Ordinal);
var isQuick = args.Contains("--quick", StringComparer.Ordinal);
var examples = args.SkipWhile(argument => argument is not "--examples").Skip(1).FirstOrDefault()
    ?? throw new BenchException("Start this with bench/run workspace.");

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// Short, for the sockets inside.
var root = Directory.CreateTempSubdirectory("nxb-").FullName;
using var programs = new Programs(new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["NEXUS_HOME"] = Path.Combine(root, "home"),
    ["NEXUS_CONFIG_DIR"] = Path.Combine(root, "user"),
    ["NEXUS_SSH_KEY_PATH"] = Path.Combine(root, "key"),
    ["NEXUS_TOKEN"] = "",
    ["NEXUS_SERVER"] = "",
    ["NO_COLOR"] = "1",
});
try
{
    var report = await new Bench(programs, root, isQuick).RunAsync(Path.Combine(examples, "hello"), stop.Token);
    Console.WriteLine(isJson ? report.ToJson() : report.ToTable());
    return 0;
}
catch (BenchException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("stopped");
    return 130;
}
finally
{
    Directory.Delete(root, recursive: true);
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
