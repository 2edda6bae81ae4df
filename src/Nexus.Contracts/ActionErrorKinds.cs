using static System.StringComparer;

namespace Nexus.Contracts;

/// <summary>What steps of blueprints do.</summary>
internal static class ActionErrorKinds
{
    public static IReadOnlyDictionary<string, ErrorKind> All { get; } = new Dictionary<string, ErrorKind>(Ordinal)
    {
        ["action.bad_input"] = ErrorKind.Usage,
        ["action.not_found"] = ErrorKind.NotFound,
        ["git.bad_call"] = ErrorKind.Usage,
        ["git.clone_failed"] = ErrorKind.Failed,
        ["git.conflict"] = ErrorKind.Conflict,
        ["git.exists"] = ErrorKind.Conflict,
        ["git.failed"] = ErrorKind.Failed,
        ["git.no_repository"] = ErrorKind.NotFound,
        ["git.no_revision"] = ErrorKind.NotFound,
        ["git.program_missing"] = ErrorKind.ProgramMissing,
        ["git.too_large"] = ErrorKind.Failed,
        ["git.too_many"] = ErrorKind.Conflict,
        ["http.bad_call"] = ErrorKind.Usage,
        ["http.blocked"] = ErrorKind.Forbidden,
        ["http.failed"] = ErrorKind.Failed,
        ["http.timed_out"] = ErrorKind.Failed,
        ["http.too_large"] = ErrorKind.Failed,
        ["http.unexpected_status"] = ErrorKind.Failed,
        ["plugin.bad_answer"] = ErrorKind.Failed,
        ["plugin.crashed"] = ErrorKind.Failed,
        ["plugin.failed"] = ErrorKind.Failed,
        ["plugin.no_secret"] = ErrorKind.Usage,
        ["plugin.not_started"] = ErrorKind.Failed,
        ["plugin.timed_out"] = ErrorKind.Failed,
        ["run.child_cancelled"] = ErrorKind.Failed,
        ["run.child_failed"] = ErrorKind.Failed,
        ["run.waits_for_itself"] = ErrorKind.Conflict,
        ["ssh.bad_call"] = ErrorKind.Usage,
        ["ssh.exit_code"] = ErrorKind.Failed,
        ["ssh.failed"] = ErrorKind.Failed,
        ["ssh.no_known_hosts"] = ErrorKind.Usage,
        ["ssh.program_missing"] = ErrorKind.ProgramMissing,
        ["ssh.refused"] = ErrorKind.Failed,
        ["ssh.unknown_host"] = ErrorKind.Halted,
        ["transform.not_there"] = ErrorKind.Failed,
    };
}
