using System.Collections.Frozen;

namespace Nexus.Contracts;

/// <summary>An event of the product.</summary>
/// <param name="Name"><c>xyn.domain[.noun].state</c>, stable for ever.</param>
/// <param name="Meaning">One line.</param>
/// <param name="Data">The fields of its <c>data</c>.</param>
public sealed record EventKind(string Name, string Meaning, params IReadOnlyList<string> Data);

/// <summary>Every event of the product; docs/reference/events.md is generated from it.</summary>
public static class EventCatalogue
{
    private static readonly FrozenSet<string> Names =
        All.Concat(ReservedEvents.All).Select(kind => kind.Name).ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<EventKind> All =>
        [.. UpToGit(), .. UpToNodes(), .. FromPorts(), .. FromTargets(), .. OfWorkspaces()];

    /// <summary>Made by the server, or reserved.</summary>
    public static bool Has(string name) => Names.Contains(name);

    private static IEnumerable<EventKind> UpToGit() =>
    [
        new("xyn.action.execute.requested", "Somebody wants an action done by itself.", "action", "with", "timeout"),
        new("xyn.artifact.created", "An output is stored.", "name", "kind", "content_type", "byte_length", "sha256"),
        new("xyn.artifact.removed", "An output was taken out.", "name", "kind", "byte_length", "sha256"),
        new("xyn.blueprint.disabled", "From now on nothing starts it.", "name", "version", "revision"),
        new("xyn.blueprint.enabled", "Events start it again.", "name", "version", "revision"),
        new("xyn.blueprint.promoted", "A revision is in force.", "name", "version", "revision"),
        new("xyn.blueprint.removed", "It is gone, with its revisions.", "name", "version", "revision"),
        new("xyn.blueprint.run.requested", "Somebody wants a run of it.", "version", "inputs"),
        new("xyn.child.begun", "A home made from this one is on its way.", "path", "port", "blueprints"),
        new("xyn.child.ready", "A home made from this one is whole and answered.", "path", "port", "blueprints"),
        new("xyn.child.removed", "A home is no child of this one any more.", "path", "port", "blueprints"),
        new("xyn.cicd.workcell.created", "A workspace was made for a run alone.", "name", "purpose", "expires_at"),
        new("xyn.cicd.workcell.destroyed", "It is gone, with its data.", "name", "purpose", "run_id"),
        new("xyn.draft.promoted", "It was put in force as a blueprint.", "name", "kind", "revision"),
        new("xyn.draft.removed", "It is gone; what was promoted of it stays.", "name", "kind", "revision"),
        new("xyn.draft.saved", "A definition was kept; another content is another revision.",
            "name", "kind", "revision"),
        new("xyn.draft.validated", "It was looked through for problems.",
            "name", "revision", "is_valid", "problems"),
        new("xyn.footprint.recorded", "A batch of what an owner used is kept, since the one before it.",
            "from", "to", "metrics"),
        new("xyn.footprint.rollup.created", "An hour is over in which an owner used something.",
            "from", "to", "metrics"),
        new("xyn.gate.approved", "A gate was opened.", "name", "decision"),
        new("xyn.gate.expired", "Nobody decided in time: the gate's default holds.", "name", "decision"),
        new("xyn.gate.rejected", "What a gate is before is not wanted.", "name", "decision"),
        new("xyn.gate.requested", "A step waits for a decision.", "name", "attempt", "due_at", "message"),
        new("xyn.git.branch.switched", "Later steps mean this branch of a repository.", "branch", "commit"),
        new("xyn.git.commit.created", "A run has committed.", "branch", "commit", "parent"),
        new("xyn.git.repo.created", "A repository was made, empty or as a clone.", "branch", "from"),
    ];

    private static IEnumerable<EventKind> UpToNodes() =>
    [
        new("xyn.hook.created", "A source of webhooks was made.", "kind", "auth"),
        new("xyn.hook.refused", "In the last minute it sent what was not signed as it signs, or more than it may.",
            "refused", "limited"),
        new("xyn.hook.removed", "Nothing it sends is taken any more.", "kind", "auth"),
        new("xyn.impression.recorded", "A rule has something to say of a run that has ended.",
            "blueprint", "rule", "label", "value", "basis"),
        new("xyn.node.added", "A single-use token for a node of this name was made.", "name"),
        new("xyn.node.cordoned", "A node takes no new workspaces.", "name"),
        new("xyn.node.joined", "A node was registered or came with a new identity.", "name"),
        new("xyn.node.labelled", "The labels of a node are others.", "name", "labels"),
        new("xyn.node.removed", "A node was taken out.", "name"),
        new("xyn.node.returned", "A node answers again.", "name"),
        new("xyn.node.token.created", "A single-use token to join with was made."),
        new("xyn.node.token.revoked", "One that no node had joined with was taken back.", "name"),
        new("xyn.node.uncordoned", "A node takes workspaces again.", "name"),
        new("xyn.node.unreachable", "A node stopped answering.", "name"),
    ];

    private static IEnumerable<EventKind> FromPorts() =>
    [
        new("xyn.port.leased", "A port of the server belongs to a workspace now.", "port", "service"),
        new("xyn.port.released", "A port of the server is free again.", "port", "service"),
        new("xyn.run.cancel.requested", "Someone asked a run to end.", "name", "reason"),
        new("xyn.run.cancelled", "A run ended because it was asked to.", "name", "reason"),
        new("xyn.run.completed", "All steps of a run completed.", "name"),
        new("xyn.run.created", "An event asked for a run.", "name", "event"),
        new("xyn.run.failed", "A step failed and what was done has been undone.", "name", "error"),
        new("xyn.run.failing", "What its blueprint says for a failure is done before a run ends.", "name", "error"),
        new("xyn.run.rerun.requested", "Someone wants a run again, from its begin.", "name", "inputs"),
        new("xyn.run.retry.requested", "Someone wants a run to go on from where it failed.", "name"),
        new("xyn.run.started", "A run has its lane and a slot.", "name"),
        new("xyn.schedule.fired", "A blueprint is due; what it missed has not been made up for.",
            "blueprint_id", "schedule", "time_zone", "due_at", "missed", "is_cut", "next_due_at"),
        new("xyn.schedule.skipped", "A blueprint was due while no server ran, and is not made up for.",
            "blueprint_id", "schedule", "time_zone", "due_at", "missed", "is_cut", "next_due_at"),
        new("xyn.secret.rekeyed", "All secrets are sealed with another key.", "count"),
        new("xyn.secret.removed", "A secret was taken out.", "version", "backend"),
        new("xyn.secret.updated", "A secret was set.", "version", "backend"),
        new("xyn.step.compensated", "A completed step was undone.", "name"),
        new("xyn.step.compensation.failed", "A completed step could not be undone.", "name", "error"),
        new("xyn.step.completed", "A step did its work.", "name", "attempt", "outputs", "used", "log"),
        new("xyn.step.failed", "The last attempt of a step failed.", "name", "attempt", "error", "used", "log"),
        new("xyn.step.kept", "A run has what a run before it recorded of a step.",
            "name", "attempt", "outputs", "error", "decision", "kept_from"),
        new("xyn.step.retrying", "An attempt failed, another follows.",
            "name", "attempt", "error", "due_at", "used", "log"),
        new("xyn.step.skipped", "Its condition did not hold, or its run ended before it was done.", "name", "reason"),
        new("xyn.step.started", "An attempt begins, or one for each item.",
            "name", "attempt", "may_have_run_before", "items"),
    ];

    private static IEnumerable<EventKind> FromTargets() =>
    [
        new("xyn.target.added", "Events are sent to a web server from now on.", "name", "events"),
        new("xyn.target.letter.kept", "A target did not take an event; it is kept.",
            "name", "event_id", "event_name", "code", "message"),
        new("xyn.target.letter.removed", "An event that a target did not take will not be sent.", "name", "letter"),
        new("xyn.target.redriven", "What a target did not take is sent again.", "name", "count"),
        new("xyn.target.removed", "Nothing is sent to it any more.", "name"),
        new("xyn.target.suspended", "Nothing is sent to it: too much was not taken.",
            "name", "event_id", "event_name", "code", "message"),
        new("xyn.user.invited", "A single-use invitation was made.", "handle", "expires_at"),
        new("xyn.user.key.revoked", "A user's key opens nothing any more.", "handle", "ssh_pubkey_fingerprint"),
        new("xyn.user.registered", "A user registered or replaced the key.", "handle", "ssh_pubkey_fingerprint"),
        new("xyn.user.revoked", "A user's tokens and key open nothing any more.", "handle"),
        new("xyn.user.token.created", "A user got a token.", "handle"),
        new("xyn.user.token.revoked", "A user's other tokens open nothing any more.", "handle"),
        new("xyn.user.uninvited", "An invitation was taken back.", "handle"),
    ];

    private static IEnumerable<EventKind> OfWorkspaces() =>
    [
        new("xyn.workspace.created", "A workspace was accepted.", "name", "provider"),
        new("xyn.workspace.creating", "Its environment is being made.", "name"),
        new("xyn.workspace.down.requested", "Its owner wants it stopped.", "name"),
        new("xyn.workspace.failed", "It is in an explained error.", "name", "code", "message", "hint"),
        new("xyn.workspace.partial", "Some of its services are not healthy.", "name", "code", "message", "hint"),
        new("xyn.workspace.post_start.requested", "All its services are healthy, later than its up ended.", "name"),
        new("xyn.workspace.ready", "All its services are healthy.", "name"),
        new("xyn.workspace.rebuild.requested", "Its owner wants its environment anew; its home stays.", "name"),
        new("xyn.workspace.removed", "It is gone, with its data.", "name"),
        new("xyn.workspace.removing", "It is being removed.", "name"),
        new("xyn.workspace.restart.requested", "Its owner wants its services, or one, anew.", "name", "service"),
        new("xyn.workspace.rm.requested", "Its owner wants it gone.", "name", "force"),
        new("xyn.workspace.running", "Environment and SSH are up, services start.", "name"),
        new("xyn.workspace.stopped", "Nothing of it runs.", "name"),
        new("xyn.workspace.stopping", "Its services, then its environment are being stopped.", "name"),
        new("xyn.workspace.up.requested", "Its owner wants it up.", "name"),
    ];
}
