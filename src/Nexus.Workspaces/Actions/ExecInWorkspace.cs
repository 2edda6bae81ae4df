using System.Text.Json;
using Nexus.Contracts;
using Nexus.Engine.Actions;
using Nexus.Engine.Artifacts;
using Nexus.Engine.Runs;
using Nexus.Engine.Secrets;
using Nexus.Platform;
using Nexus.Platform.Ledger;
using Nexus.Spec.Blueprints;
using Nexus.Workspaces.Lifecycle;
using static Nexus.Spec.Blueprints.ActionField;

namespace Nexus.Workspaces.Actions;

/// <summary>
/// <c>workspace.exec</c>, which is also <c>container.exec</c>: a command in a workspace, which ends with its step. An
/// attempt that is repeated after a crash runs it again; <c>NEXUS_IDEMPOTENCY_KEY</c> is the same then.
/// </summary>
internal sealed class ExecInWorkspace(
    string name, StepVisits visits, SecretReader secrets, IArtifacts artifacts, Redactor redactor) : IAction
{
    /// <summary>Characters of each output.</summary>
    private const int MostInError = 4096;

    public ActionManifest Manifest { get; } = new(
        name, "Runs a command in a workspace and returns what it printed; an exit code that is not allowed fails.",
        [
            StepWorkspaces.Field,
            Optional("argv", InputType.List, "A program and its arguments, which no shell sees."),
            Optional("command", InputType.Text, "Instead of it a text for `/bin/sh -c`."),
            Optional("directory", InputType.Text, "Where it runs; else the repository."),
            Optional("environment", InputType.Map, "Variables; a value may be a secret."),
            Optional("stdin", InputType.Any, "A text or a secret that it reads."),
            Optional("allow_exit", InputType.List, "Exit codes that are no failure, beside 0."),
            Optional("max_output", InputType.Whole, "Characters of each output that are returned; 16384 if not said."),
        ],
        OutputFields);

    private static IReadOnlyList<ActionField> OutputFields { get; } =
    [
        Needed("exit_code", InputType.Whole, "Or 128 and the signal that ended it."),
        Needed("stdout", InputType.Text, "The end of what it printed."),
        Needed("stderr", InputType.Text, "The end of what it complained of."),
        Needed("stdout_truncated", InputType.Flag, "There was more."),
        Needed("stderr_truncated", InputType.Flag, "There was more."),
        Needed("stdout_artifact", InputType.Text, "The whole, when there was more; else null."),
        Needed("stderr_artifact", InputType.Text, "The whole, when there was more; else null."),
        Needed("may_have_run_before", InputType.Flag, "The server stopped while it ran, and it was run again."),
        Needed("warning", InputType.Text, "Why the whole could not be stored; else null."),
    ];

    public async Task<JsonElement?> RunAsync(ActionContext context, CancellationToken cancellationToken)
    {
        var (step, with) = context;
        var target = ActionTarget.Of(with, step);
        var ask = ExecAsk.Of(with, step, secrets);
        return await visits.DuringAsync(
            target, step, workspace => ExecAsync(workspace, ask, step, cancellationToken), cancellationToken);
    }

    private async Task<JsonElement?> ExecAsync(
        Workspace workspace, ExecAsk ask, StepContext step, CancellationToken cancellationToken)
    {
        await using var output = Kept("stdout", ask, step, cancellationToken);
        await using var error = Kept("stderr", ask, step, cancellationToken);
        await using var stream = await visits.OpenAsync(workspace, ask.Request, cancellationToken);
        using var running = new RunningCommand(stream.Channel, workspace.Name);
        var code = await running.FollowAsync(
            ask.Input,
            (kind, bytes) => (kind is FrameKind.Stderr ? error : output).AddAsync(bytes, cancellationToken),
            cancellationToken);
        await output.EndAsync(cancellationToken);
        await error.EndAsync(cancellationToken);
        return code == 0 || ask.Allowed.Contains(code)
            ? Outputs(code, output, error, step)
            : throw new NexusException(ActionErrors.ExecFailed(
                ask.Shown, workspace.Name, code, Details(code, output, error)));
    }

    private static Dictionary<string, string> Details(int code, KeptOutput output, KeptOutput error)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["exit_code"] = $"{code}" };
        foreach (var (which, kept) in ((string, KeptOutput)[])[("stdout", output), ("stderr", error)])
        {
            if (kept.Tail.Length > 0)
                details[which] = kept.Tail.Length > MostInError ? kept.Tail[^MostInError..] : kept.Tail;
            if (kept.Artifact is { } whole)
                details[$"{which}_artifact"] = $"{whole.ArtifactId}";
        }

        return details;
    }

    private KeptOutput Kept(string which, ExecAsk ask, StepContext step, CancellationToken cancellationToken) => new(
        ask.MaxOutput, redactor.Of(step.OwnerId),
        content => artifacts.WriteAsync(
            content,
            new()
            {
                Name = $"{which}.txt",
                Kind = "output",
                ContentType = "text/plain; charset=utf-8",
                RunId = step.RunId,
                StepId = step.StepId,
                OwnerId = step.OwnerId,
                Actor = step.Actor,
                CorrelationId = step.CorrelationId,
            },
            cancellationToken));

    private static JsonElement Outputs(int code, KeptOutput output, KeptOutput error, StepContext step) => EventData.Of(
        ("exit_code", code), ("stdout", output.Tail), ("stderr", error.Tail),
        ("stdout_truncated", output.IsTruncated), ("stderr_truncated", error.IsTruncated),
        ("stdout_artifact", output.Artifact?.ArtifactId.ToString()),
        ("stderr_artifact", error.Artifact?.ArtifactId.ToString()),
        ("may_have_run_before", step.MayHaveRunBefore),
        ("warning", (output.Trouble ?? error.Trouble)?.Message));
}
