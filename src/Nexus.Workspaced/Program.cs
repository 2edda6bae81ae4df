using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced;

const int Failed = 1;
const int Usage = 2;
const int NoFiles = 75;

switch (args)
{
    case [Launcher.Mode, ..]:
        return Launcher.Run(args);
    case ["--version"]:
        Console.WriteLine(Daemon.Version);
        return 0;
    case []:
        break;
    default:
        Console.Error.WriteLine("nexus-workspaced takes no arguments but --version; a node starts it.");
        return Usage;
}

// An engine whose mounts got lost starts a container in an empty directory; its node starts it again.
if (!Directory.Exists("/usr/bin"))
{
    Console.Error.WriteLine("The engine started this environment without the files of its image.");
    return NoFiles;
}

try
{
    return await Daemon.RunAsync(DaemonOptions.Read(Environment.GetEnvironmentVariable), TimeProvider.System);
}
catch (NexusException e)
{
    Console.Error.WriteLine($"{e.Error.Message} [{e.Error.Code}]\n{e.Error.Hint}");
    return Failed;
}
catch (IOException e)
{
    Console.Error.WriteLine($"nexus-workspaced cannot start: {e.Message}");
    return Failed;
}
