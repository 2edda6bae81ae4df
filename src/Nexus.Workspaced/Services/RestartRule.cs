using Nexus.Spec;

namespace Nexus.Workspaced.Services;

internal enum NextStep { Restart, Fail, End }

/// <summary>How a service ended, and what came before in this start.</summary>
/// <param name="Code">Exit code, or 128 + signal.</param>
/// <param name="Reason">The same for people.</param>
/// <param name="WasHealthy">At any time since it was asked to start.</param>
/// <param name="Exits">Since then, this one included.</param>
/// <param name="IsPastDeadline">The time until it must be healthy is over.</param>
internal sealed record ServiceExit(int Code, string Reason, bool WasHealthy, int Exits, bool IsPastDeadline)
{
    public override string ToString() => Reason;
}

/// <summary>What a restart policy means for one exit.</summary>
internal static class RestartRule
{
    /// <summary>A service that never worked is given up after so many exits.</summary>
    public const int MostExitsBeforeHealthy = 5;

    public static NextStep After(ServiceExit exit, RestartPolicy policy)
    {
        var isWanted = policy is RestartPolicy.Always || (policy is RestartPolicy.OnFailure && exit.Code != 0);
        if (!isWanted)
            return exit is { Code: 0, WasHealthy: true } ? NextStep.End : NextStep.Fail;
        return !exit.WasHealthy && (exit.Exits >= MostExitsBeforeHealthy || exit.IsPastDeadline)
            ? NextStep.Fail
            : NextStep.Restart;
    }
}
