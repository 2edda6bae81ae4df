namespace Nexus.Spec.Blueprints.Checking;

/// <summary>What <c>steps.ID.outputs</c> has.</summary>
internal static class StepOutputs
{
    /// <summary>Null: that is known only when it ran.</summary>
    public static IReadOnlyList<string>? Of(BlueprintStep step, BlueprintContext? context) => step switch
    {
        GateStep => GateStep.Outputs,
        TransformStep transform => transform.OutputNames,
        AgentTask { Output: { } output } => [output],
        ActionTask action => context?.Actions.GetValueOrDefault(action.Action)?.Outputs,
        _ => null,
    };
}
