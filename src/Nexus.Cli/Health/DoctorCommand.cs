using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;

namespace Nexus.Cli.Health;

/// <summary>How serious an answer is.</summary>
internal enum Verdict { Ok, Warn, Fail }

/// <summary>One thing looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Verdict">ok, warn or fail.</param>
/// <param name="Finding">What was seen.</param>
/// <param name="Next">The command or edit that helps; null when all is well.</param>
internal sealed record Check(string Name, Verdict Verdict, string Finding, string? Next = null);

internal sealed record CheckView(string Name, string Verdict, string Finding, string? Next);

internal sealed record DoctorView(bool IsHealthy, IReadOnlyList<CheckView> Checks);

/// <summary><c>nexus doctor</c></summary>
internal static class DoctorCommand
{
    public static Command Create(Caller caller)
    {
        var json = Shared.Json();
        var command = new DocumentedCommand("doctor", "Look for what is wrong, and say what to do about it", json)
        {
            Details = "Exits with 1 when something has failed; warnings alone do not fail.",
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var checks = await new Examination(caller).RunAsync(cancellationToken);
            var isHealthy = checks.All(check => check.Verdict is not Verdict.Fail);
            if (parsed.GetValue(json))
            {
                caller.Output.Json(
                    new(isHealthy, [.. checks.Select(check =>
                        new CheckView(check.Name, Words.Of(check.Verdict), check.Finding, check.Next))]),
                    CliJson.Default.DoctorView);
            }
            else
            {
                CheckList.Show(caller.Output, checks);
            }

            return isHealthy ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }
}
