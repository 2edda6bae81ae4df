namespace Nexus.Cli.Health;

/// <summary>What a machine is for.</summary>
[Flags]
internal enum Role
{
    None = 0,
    Client = 1,
    Server = 2,
    Node = 4,
    All = Client | Server | Node,
}

/// <summary>Something Nexus needs of a machine.</summary>
/// <param name="Name">What.</param>
/// <param name="For">Machines that need it.</param>
/// <param name="Why">What it is needed for, without it in one clause.</param>
internal sealed record Need(string Name, Role For, string Why)
{
    /// <summary>How it is here. It throws nothing.</summary>
    public required Func<CancellationToken, Task<Check>> LookAsync { get; init; }

    /// <summary>A program, whose absence has an exit code of its own.</summary>
    public bool IsProgram { get; init; }

    /// <summary>Of something that is known at once.</summary>
    public static Need Of(string name, Role role, string why, Func<Check> look) =>
        new(name, role, why) { LookAsync = _ => Task.FromResult(look()) };
}
