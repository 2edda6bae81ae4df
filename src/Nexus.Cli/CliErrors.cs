using System.Globalization;
using Nexus.Cli.Servers;
using Nexus.Contracts;
using Nexus.Spec;
using Nexus.Spec.Blueprints;

namespace Nexus.Cli;

/// <summary>What can go wrong on the caller's own machine.</summary>
internal static class CliErrors
{
    public static NexusError Unusable(string why) =>
        new("file.unusable", why.EndsWith('.') ? why : $"{why}.",
            "Check that the path is right, that it is yours to write and that there is room.");

    public static NexusError DirectoryUnusable(string directory, string why) =>
        new("file.unusable", $"Nothing can be written in {directory}: {why}",
            "Make it a directory of yours with room, or choose another: NEXUS_CONFIG_DIR, TMPDIR.");

    public static NexusError NoEvent(long position) =>
        new("event.not_found", string.Create(
                CultureInfo.InvariantCulture, $"There is no event of yours at position {position}."),
            "See 'nexus event list'; what is older is in the archive of the server's home.");

    public static NexusError NoDirectory() =>
        new("file.unusable", "The current directory is gone.", "Change to one that is there.");

    /// <summary>A message of the framework may hold what should not be shown: its type has to do.</summary>
    public static NexusError Unexpected(Exception e) =>
        new("client.failed", $"nexus itself failed ({e.GetType().Name}).",
            "Run it again with NEXUS_DEBUG=1, and report what it says.");

    public static NexusError TokenUnknown(NexusError told, KnownServer server) =>
        told with
        {
            Hint = $"It came from {server.TokenSource}: put a token of {server.Address} there, or "
                + "take it away; the administrator can invite you anew.",
        };

    /// <param name="source">The variable or the file it came from.</param>
    public static NexusError BadInvitation(string source) =>
        new("user.bad_invitation", $"The invitation in {source} is unknown, used or expired.",
            $"It came from {source}: ask the server's administrator for another ('nexus user invite'), or take it away "
            + "to register with your own token.");

    public static NexusError BadPort(string typed) =>
        new("server.invalid_port", $"'{typed}' is not a port.", "Set NEXUS_SERVER_PORT to a number up to 65535.");

    public static NexusError CredentialsOpen(string path) =>
        new("server.credentials_open", $"Others can read {path}.", $"Run 'chmod 600 {path}'.");

    public static NexusError NoneHere(string directory) =>
        new("workspace.none_here", $"No workspace belongs to {directory}.",
            "Name one; 'nexus workspace list' shows yours.");

    public static NexusError Ambiguous(string word, IEnumerable<string> candidates) =>
        new("workspace.ambiguous", $"{word} can mean more than one thing.",
            $"Say which: {string.Join(", ", candidates)}.");

    public static NexusError Cancelled(string name, string? reason) =>
        new("workspace.cancelled", $"The change of {name} was cancelled{(reason is null ? "" : $": {reason}")}.",
            $"Run 'nexus workspace up {name}' to try again.");

    public static NexusError StillChanging(string name, TimeSpan waited) =>
        new("workspace.still_changing", $"{name} has not settled after {waited.TotalMinutes:0} minutes.",
            $"Run 'nexus workspace status {name}' to see what it waits for.");

    public static NexusError NoDoor(string name) =>
        new("workspace.not_up", $"{name} is not up, so there is no way in.",
            $"Run 'nexus workspace up {name}'.");

    public static NexusError KeyMissing(string looked) =>
        new("key.missing", $"There is no SSH public key ({looked}).",
            "Make one with 'ssh-keygen -t ed25519', or set NEXUS_SSH_KEY_PATH.");

    /// <param name="file">The private half of the one that somebody chose.</param>
    public static NexusError ChosenKeyMissing(string file) =>
        new("key.missing", $"There is no SSH public key ({file}.pub).",
            $"Make it with 'mkdir -p {Path.GetDirectoryName(file)} && ssh-keygen -t ed25519 -f {file}', "
            + "or choose another: NEXUS_SSH_KEY_PATH.");

    public static NexusError KeyInvalid(string path) =>
        new("key.invalid", $"{path} is not an OpenSSH public key.",
            "Set NEXUS_SSH_KEY_PATH to a key made by 'ssh-keygen'.");

    public static NexusError NotARepository(string path) =>
        new("source.not_a_repository", $"{path} is not in a git repository.",
            "Run 'git init' there, or use --repo URL.");

    public static NexusError AddressIsNoDirectory(string shown) =>
        new("source.not_a_repository", $"--source takes a directory of this machine, and {shown} is an address.",
            shown.StartsWith("file://", StringComparison.Ordinal)
                ? $"Use --source {shown["file://".Length..]}."
                : "Use --repo URL to clone from an address.");

    public static NexusError NoCommits(string path) =>
        new("source.no_commits", $"The repository {path} has no commit.", "Commit something, or add --dirty.");

    public static NexusError NoBranch(string path, string branch) =>
        new("source.branch_not_found", $"The repository {path} has no branch '{branch}'.",
            "Choose one that 'git branch --all' lists, or leave out --branch.");

    public static NexusError NotCheckedOut(string wanted, string? branch) =>
        new("source.not_checked_out",
            $"--dirty sends the work on what is checked out, {branch ?? "no branch"}, and not '{wanted}'.",
            $"Run 'git switch {wanted}', or leave out --dirty.");

    public static NexusError Shallow(string path) =>
        new("source.shallow", $"The clone {path} is shallow, so it cannot be sent whole.",
            "Run 'git fetch --unshallow', or use --repo URL.");

    public static NexusError GitFailed(string what, string why) =>
        new("source.git_failed", $"git could not {what}: {why}.", "Mend the repository, or use --repo URL.");

    public static NexusError ProgramMissing(string program, string hint) =>
        new("program.missing", $"There is no program {program}.", hint);

    public static NexusError NotStarted(string program, string why, string log) =>
        new("daemon.not_started", $"{program} did not start: {why}.", $"Read {log}.");

    public static NexusError NotReady(string program, int pid, string log) =>
        new("daemon.not_ready", $"{program} runs (pid {pid}), but is not ready after 20 seconds.",
            $"Read {log}, or stop it and start again.");

    public static NexusError NotJoined(int pid, string server, string log) =>
        new("daemon.not_ready", $"nexus-node runs (pid {pid}), but has not joined {server} after 20 seconds.",
            $"It goes on trying; run 'nexus agent status' to see whether it has, and read {log} why not.");

    public static NexusError NotStopped(string program, int pid) =>
        new("daemon.not_stopped", $"{program} (pid {pid}) still runs after 30 seconds.",
            $"Read its log, then end it with 'kill -9 {pid}'.");

    public static NexusError NothingToRun(string workspace) =>
        new("request.nothing_to_run", $"There is no command to run in {workspace}.",
            "Write 'nexus workspace exec NAME COMMAND'.");

    public static NexusError WrongSha(string name, string came) =>
        new("artifact.wrong_sha", $"What came of {name} is damaged: its SHA-256 is {came}.", "Download it again.");

    public static NexusError NoDraft(string name) =>
        new("draft.not_found", $"You have no draft '{name}'.", "See 'nexus draft list'.");

    public static NexusError InvalidDraft(IReadOnlyList<ProblemView> issues) => BlueprintErrors.Invalid(
        [.. issues.Select(one => new ConfigProblem(one.File, one.Line, one.Column, one.Code, one.Message, one.Hint))]);

    public static NexusError RunCancelled(RunView run) =>
        new("run.cancelled", $"Run {run.RunId} was cancelled{(run.CancelReason is { } why ? $": {why}" : "")}.",
            $"See 'nexus run show {run.RunId}'.");

    public static NexusError NoGate(string run) =>
        new("gate.not_waiting", $"Run {run} waits for no decision.", $"See 'nexus run show {run}'.");

    public static NexusError ManyGates(string run, IEnumerable<string> gates) =>
        new("gate.ambiguous", $"Run {run} waits at more than one gate.",
            $"Say at which: {string.Join(", ", gates)}.");

    public static NexusError NoObject(string option, string why) =>
        new("request.invalid", $"The value of {option} is not a JSON object: {why.TrimEnd('.')}.",
            $"Write {option} '{{\"name\": \"value\"}}', {option} @FILE, or {option} - and pipe it in.");

    public static NexusError NotConfirmed(string what) =>
        new("request.not_confirmed", $"{what} was not confirmed.", "Answer y, or add --yes.");

    public static NexusError NotAnswered(string what) =>
        new("request.not_confirmed", $"{what} was given up.", "Run it again, or pass the value to its input.");

    public static NexusError BadDuration(string typed) =>
        new("request.bad_time", $"'{typed}' is not a duration.", "Write 10m, 2h or 1h30m.");

    public static NexusError BadUser(string name) =>
        new("request.invalid", $"'{string.Concat(name.Where(c => !char.IsControl(c)))}' is no name of a user.",
            "Use one that 'getent passwd' lists.");

    public static NexusError BadUnitWord(string word) =>
        new("request.invalid", $"'{string.Concat(word.Where(c => !char.IsControl(c)))}' has control characters.",
            "No unit can hold that: choose another path.");

    public static NexusError BadTime(string typed) =>
        new("request.bad_time", $"'{typed}' is neither a duration nor a time.",
            "Write 10m, 2h or 2026-01-17T10:30:00Z.");
}
