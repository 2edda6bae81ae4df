using System.Globalization;
using Nexus.Processes.Linux;

namespace Nexus.Processes;

/// <summary>Who a launched command runs as. Zero groups means only the own one.</summary>
public sealed record LaunchUser(int UserId, int GroupId, params IReadOnlyList<int> Groups);

/// <summary>
/// Becomes another user, enters a directory there, then becomes the program: what <c>posix_spawn</c> cannot. A program
/// that links this library re-executes itself with the argument list of <see cref="Wrap"/> and calls <see cref="Run"/>.
/// </summary>
public static class Launcher
{
    /// <summary>The first argument.</summary>
    public const string Mode = "launch";

    private const int CannotRun = 126;
    private const int NotFound = 127;
    private const int HighestSignal = 64;
    private const int SetMask = 2;

    /// <param name="self">The program that calls <see cref="Run"/>.</param>
    /// <param name="user">Null: as who we are.</param>
    public static Argv Wrap(string self, LaunchUser? user, string? workingDirectory, Argv argv) => new(self,
    [
        Mode,
        user is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{user.UserId}:{user.GroupId}"),
        user is null ? "" : string.Join(',', user.Groups),
        workingDirectory ?? "",
        argv.Program,
        .. argv.Arguments,
    ]);

    /// <returns>Only when it failed, as shells say it: 126 cannot run, 127 not found.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is not [Mode, var user, var groups, var directory, var program, ..])
            return Fail(CannotRun, "launch", "wants USER:GROUP GROUPS DIRECTORY PROGRAM...");
        if (user.Length > 0 && !Become(user, groups))
            return Fail(CannotRun, user, Libc.Describe(Libc.LastError));
        if (directory.Length > 0 && Libc.ChangeDirectory(directory) != 0)
            return Fail(CannotRun, directory, Libc.Describe(Libc.LastError));

        var path = ProgramPath.Find(program, Environment.GetEnvironmentVariable("PATH"));
        if (path is null)
            return Fail(NotFound, program, "command not found");

        var error = Execute(path, [.. arguments.Skip(4)]);
        return Fail(error == Libc.NoEntry ? NotFound : CannotRun, program, Libc.Describe(error));
    }

    private static unsafe bool Become(string user, string groups)
    {
        var ids = Numbers(user, ':');
        var all = groups.Length == 0 ? [ids[1]] : Numbers(groups, ',');
        fixed (uint* first = all)
        {
            return Libc.SetGroups((nuint)all.Length, first) == 0
                && Libc.SetGroup(ids[1]) == 0
                && Libc.SetUser(ids[0]) == 0;
        }
    }

    /// <summary>Our runtime ignores some signals, and what is ignored or blocked stays so through exec.</summary>
    private static unsafe int Execute(string path, IReadOnlyCollection<string> arguments)
    {
        var variables = new List<string>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            variables.Add($"{variable.Key}={variable.Value}");
        using var argv = new NativeStrings(arguments);
        using var environment = new NativeStrings(variables);
        var none = stackalloc byte[128];
        _ = Libc.EmptySet(none);
        for (var signal = 1; signal <= HighestSignal; signal++)
            _ = Libc.SetSignalHandler(signal, 0);
        _ = Libc.ChangeMask(SetMask, none, null);
        _ = Libc.Execute(path, argv.Pointer, environment.Pointer);
        return Libc.LastError;
    }

    private static uint[] Numbers(string text, char separator) =>
        [.. text.Split(separator).Select(number => uint.Parse(number, CultureInfo.InvariantCulture))];

    private static int Fail(int code, string what, string why)
    {
        Console.Error.WriteLine($"nexus: {what}: {why}");
        return code;
    }
}
