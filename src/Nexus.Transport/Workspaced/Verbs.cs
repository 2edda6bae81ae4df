namespace Nexus.Transport.Workspaced;

/// <summary>
/// What <c>nexus-workspaced</c> answers. Unless said otherwise the answer is the reply alone. "Frames" means a
/// <see cref="Channels.FrameChannel"/> after the reply; closing the stream cancels.
/// </summary>
public static class Verbs
{
    /// <summary>Reply: <see cref="HelloReply"/>.</summary>
    public const string Hello = "hello";

    /// <summary>
    /// <see cref="SetupRequest"/> -> <see cref="SetupReply"/>: user, sshd configuration, keys. Repeatable.
    /// </summary>
    public const string Setup = "setup";

    /// <summary><see cref="KeysRequest"/>: replaces the authorized keys.</summary>
    public const string Keys = "keys";

    /// <summary>
    /// <see cref="SourceRequest"/>; for a bundle its bytes follow the accepting reply, until the half-close. Then
    /// frames: Stderr (git's progress), at the end Json (<see cref="Contracts.RepoView"/>) or Error. Repeatable.
    /// </summary>
    public const string Source = "source";

    /// <summary>
    /// Reads the configuration of the repository, or detects one. Reply: <see cref="ConfigureReply"/>.
    /// </summary>
    public const string Configure = "configure";

    /// <summary>
    /// Installs what <see cref="ConfigureReply.Dependencies"/> lists and is not installed; frames: Stdout, Stderr, at
    /// the end Exit 0 or Error.
    /// </summary>
    public const string Dependencies = "dependencies";

    /// <summary>
    /// <see cref="HookRequest"/>; frames: Stdout, Stderr, at the end Exit or Error. Absent hook: Exit 0.
    /// </summary>
    public const string Hook = "hook";

    /// <summary>
    /// <see cref="StartRequest"/>: starts every service that is not running, in order. Returns at once; see
    /// <see cref="Watch"/>.
    /// </summary>
    public const string Start = "start";

    /// <summary><see cref="StopRequest"/>: stops services in reverse order; replies when they are gone.</summary>
    public const string Stop = "stop";

    /// <summary><see cref="RestartRequest"/>.</summary>
    public const string Restart = "restart";

    /// <summary>
    /// After the reply, messages (<see cref="Channels.Messages"/>) of <see cref="Snapshot"/>: one at once, then one for
    /// each change (several changes within 50 ms are one).
    /// </summary>
    public const string Watch = "watch";

    /// <summary>
    /// What the services that run use right now: measured when asked, a tenth of a second long. Reply:
    /// <see cref="UsageReply"/>.
    /// </summary>
    public const string Usage = "usage";

    /// <summary><see cref="Contracts.LogsRequest"/>; after the reply, messages of <see cref="LogBatch"/>.</summary>
    public const string Logs = "logs";

    /// <summary><see cref="Contracts.ExecRequest"/>; frames both ways, the last one Exit or Error.</summary>
    public const string Exec = "exec";

    /// <summary>After the reply, the raw bytes of an SSH connection to the environment's sshd.</summary>
    public const string Ssh = "ssh";

    /// <summary><see cref="DialRequest"/>; after the reply, the raw bytes of a TCP connection.</summary>
    public const string Dial = "dial";

    /// <summary>Work that would be lost. Reply: <see cref="UnsavedReply"/>.</summary>
    public const string Unsaved = "unsaved";

    /// <summary>Reply: <see cref="Contracts.RepoView"/>.</summary>
    public const string Repo = "repo";

    /// <summary>Whether a verb changes the workspace; the others only look, or are a person's work.</summary>
    public static bool Change(string verb) =>
        verb is Setup or Keys or Source or Configure or Dependencies or Hook or Start or Stop or Restart;
}
