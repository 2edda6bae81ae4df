using System.Collections.Frozen;

namespace Nexus.Contracts;

/// <summary>
/// Names that mean the same everywhere though this version makes no such event itself: blueprints and programs may,
/// so that what they say to each other has one vocabulary.
/// </summary>
public static class ReservedEvents
{
    private static readonly FrozenSet<string> Names =
        All.Select(kind => kind.Name).ToFrozenSet(StringComparer.Ordinal);

    public static IReadOnlyList<EventKind> All => [.. OfWork(), .. OfDelivery(), .. OfRules()];

    public static bool Has(string name) => Names.Contains(name);

    private static IEnumerable<EventKind> OfWork() =>
    [
        new("xyn.artifact.attached", "An output belongs to a run, a step or a draft.", "run_id", "step_id", "draft_id"),
        new("xyn.backup.failed", "A copy could not be made.", "error"),
        new("xyn.docs.completed", "Pages are made or mended.", "pages"),
        new("xyn.docs.failed", "Pages could not be made.", "error"),
        new("xyn.docs.requested", "Pages are to be made or mended.", "pages"),
        new("xyn.edge.config.applied", "What stands before the server has another configuration.", "revision"),
        new("xyn.transfer.export.completed", "What was to go elsewhere is packed.", "sha256"),
        new("xyn.transfer.export.requested", "Something is to go elsewhere.", "what"),
        new("xyn.transfer.failed", "What was to go elsewhere did not.", "error"),
        new("xyn.transfer.import.completed", "What came from elsewhere is here.", "sha256"),
        new("xyn.transfer.import.requested", "Something is to come from elsewhere.", "what"),
    ];

    private static IEnumerable<EventKind> OfDelivery() =>
    [
        new("xyn.cicd.build.completed", "A change is built.", "change", "artifact_id"),
        new("xyn.cicd.build.failed", "A change could not be built.", "change", "error"),
        new("xyn.cicd.build.requested", "A change is to be built.", "change"),
        new("xyn.cicd.change.ready", "A change is complete, and ready to be tested.", "change"),
        new("xyn.cicd.deploy.completed", "A change is in force.", "change", "stage"),
        new("xyn.cicd.deploy.failed", "A change could not be put in force.", "change", "stage", "error"),
        new("xyn.cicd.deploy.requested", "A change is to be put in force.", "change", "stage"),
        new("xyn.cicd.promotion.approved", "A change may go on to a stage.", "change", "stage"),
        new("xyn.cicd.promotion.rejected", "A change may not go on to a stage.", "change", "stage"),
        new("xyn.cicd.promotion.requested", "Somebody has to say whether a change goes on.", "change", "stage"),
        new("xyn.cicd.test.failed", "Tests of a change found something.", "change", "error"),
        new("xyn.cicd.test.passed", "Tests of a change found nothing.", "change"),
        new("xyn.cicd.test.requested", "A change is to be tested.", "change"),
    ];

    private static IEnumerable<EventKind> OfRules() =>
    [
        new("xyn.policy.activated", "A policy is in force.", "version"),
        new("xyn.policy.created", "A policy was written.", "version"),
        new("xyn.policy.deprecated", "A policy is not to be used any more.", "version"),
        new("xyn.policy.evaluated", "A policy was asked.", "version", "decision"),
        new("xyn.policy.updated", "A policy says something else.", "version"),
        new("xyn.pou.created", "An organization unit was made.", "name"),
        new("xyn.pou.governance.policy.updated", "It is governed otherwise.", "policy"),
        new("xyn.pou.membership.changed", "Somebody came or went.", "member"),
        new("xyn.pou.treasury.policy.updated", "Its means are shared otherwise.", "policy"),
        new("xyn.pou.updated", "It is another.", "name"),
    ];
}
