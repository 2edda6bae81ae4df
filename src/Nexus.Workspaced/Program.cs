using Nexus.Contracts;
using Nexus.Processes;
using Nexus.Workspaced;

const int Failed = 1;
const int Usage = 2;

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
