using System.CommandLine;
using Nexus.Cli.Help;
using Nexus.Cli.Talk;

namespace Nexus.Cli.Health;

/// <summary>A need as JSON.</summary>
/// <param name="For">Which machines have it: <c>client</c>, <c>server</c>, <c>node</c>.</param>
/// <param name="State"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
internal sealed record NeedView(
    string Name, IReadOnlyList<string> For, string State, string Finding, string Why, string? Next);

/// <param name="EnvironmentFile">The file that was written; null: none was asked for.</param>
/// <param name="Added">Names that were put into it; what was there stayed.</param>
internal sealed record PreflightView(
    bool IsReady, IReadOnlyList<NeedView> Needs, string? EnvironmentFile, IReadOnlyList<string> Added);

/// <summary><c>nexus preflight</c></summary>
internal static class PreflightCommand
{
    private static readonly Role[] Roles = [Role.Client, Role.Server, Role.Node];

    public static Command Create(Caller caller)
    {
        var roles = new Option<string[]>("--for")
        {
            HelpName = "ROLE",
            Description = "Only what a client, server or node needs; may be repeated",
        };
        roles.AcceptOnlyFromAmong([.. Roles.Select(Words.Of)]);
        var file = Shared.Text("--write-env", "FILE", "Write an environment file for the server, 0600");
        var json = Shared.Json();
        var command = new DocumentedCommand(
            "preflight", "Look whether this machine has what Nexus needs, before it is started", roles, file, json)
        {
            Details = """
                Programs, versions, ports, room, kernel, engines and credentials: each with why it is
                needed and the command to get it. Exits with 0 when nothing fails, with 6 when a program is
                missing, else with 1; warnings alone do not fail. --write-env adds what the file does not
                set yet and changes nothing that is there; it never holds a credential of ours.
                """,
            Examples = ["nexus preflight --for node", "nexus preflight --for server --write-env nexus.env"],
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = (parsed.GetValue(roles) ?? []).Aggregate(
                Role.None, (sum, word) => sum | Roles.First(role => Words.Of(role) == word));
            var needs = new Manifest(caller).For(wanted is Role.None ? Role.All : wanted).ToList();
            var checks = await Task.WhenAll(needs.Select(need => need.LookAsync(cancellationToken)));
            var path = parsed.GetValue(file) is { } typed ? caller.Place.Expand(typed) : null;
            IReadOnlyList<string> added = path is null ? [] : EnvironmentFile.Complete(path, caller.Place);
            if (parsed.GetValue(json))
                caller.Output.Json(View(needs, checks, path, added), CliJson.Default.PreflightView);
            else
                Show(caller.Output, needs, checks, path, added);
            return Code(needs, checks);
        });
        return command;
    }

    private static PreflightView View(
        IReadOnlyList<Need> needs, IReadOnlyList<Check> checks, string? file, IReadOnlyList<string> added) =>
        new(
            checks.All(check => check.Verdict is not Verdict.Fail),
            [
                .. needs.Zip(checks, (need, check) => new NeedView(
                    need.Name, [.. Roles.Where(role => need.For.HasFlag(role)).Select(Words.Of)],
                    Words.Of(check.Verdict), check.Finding, need.Why, check.Next)),
            ],
            file, added);

    private static void Show(
        Output output, IReadOnlyList<Need> needs, IReadOnlyList<Check> checks, string? file,
        IReadOnlyList<string> added)
    {
        CheckList.Show(output, [
            .. needs.Zip(checks, (need, check) => check.Verdict is Verdict.Ok
                ? check
                : check with { Finding = $"{check.Finding} ({need.Why})" }),
        ]);
        if (file is not null)
        {
            output.Say(added.Count == 0
                ? $"{file} has all of it already."
                : $"{file}: added {string.Join(", ", added)}.");
        }
    }

    private static int Code(IReadOnlyList<Need> needs, IReadOnlyList<Check> checks)
    {
        var failed = needs.Zip(checks).Where(pair => pair.Second.Verdict is Verdict.Fail).ToList();
        return failed.Count == 0 ? ExitCode.Ok
            : failed.Exists(pair => pair.First.IsProgram) ? ExitCode.ProgramMissing
            : ExitCode.Failed;
    }
}
