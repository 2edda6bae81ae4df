using Nexus.Spec.Blueprints.Reading;
using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Checking;

/// <summary>The parts of a blueprint, seen together.</summary>
internal sealed class BlueprintChecks(
    ReadBlueprint read, BlueprintContext? context, Problems problems, SourceMap source)
{
    private static readonly string[] InPlan = ["inputs", "event", "steps", "run"];

    public static void Check(ReadBlueprint read, BlueprintContext? context, Problems problems, SourceMap source)
    {
        var checks = new BlueprintChecks(read, context, problems, source);
        checks.CheckIds();
        checks.CheckTriggers();
        checks.CheckLimits();
        checks.CheckSteps(read.Plan, []);
        checks.CheckSteps(read.OnFailure, read.Plan);
        checks.CheckOutputs();
    }

    private void CheckIds()
    {
        Unique("step", read.Plan.Concat(read.OnFailure).Select(step => (step.Step.Id, step.Section.Value("id"))));
        Unique("input", read.Inputs.Select(input => (input.Input.Name, input.Section.Value("name"))));
        Unique("output", read.Outputs.Select(output => (output.Output.Name, output.Section.Value("name"))));
    }

    private void Unique(string what, IEnumerable<(string Name, YamlValue? At)> names)
    {
        var seen = new Dictionary<string, YamlValue>(StringComparer.Ordinal);
        foreach (var (name, at) in names)
        {
            if (at is null || name is "" || seen.TryAdd(name, at))
                continue;
            problems.Add(BlueprintProblemCodes.DuplicateId, at,
                $"There are two {what}s '{name}'; the first is on line {seen[name].Line}.",
                "Call one of them differently.");
        }
    }

    private void CheckTriggers()
    {
        foreach (var (trigger, section) in read.Triggers)
        {
            Templates(NameScope.OfEvent).Check(trigger.Where, section.Value("where"), ValueKinds.Flag, "where");
            if (trigger.EventType is { } name)
                new EventCheck(context, problems).Check(name, section);
        }

        Templates(Scope(["inputs", "event"])).Check(
            read.Blueprint.Concurrency?.Key, read.ConcurrencyKey, ValueKinds.Any, "key");
        if (!read.Triggers.Any(trigger => trigger.Section.Has("schedule")))
            return;
        foreach (var (input, section) in read.Inputs.Where(one => one.Input.IsRequired && !one.Section.Has("from")))
        {
            if (EventFields.OfSchedules.Contains(input.Name))
                continue;
            problems.Add(BlueprintProblemCodes.UnknownInput, section.At,
                $"A schedule does not give '{input.Name}'.", "Add 'default:', or 'required: false'.");
        }
    }

    private void CheckLimits()
    {
        if (read.Blueprint.Limits.Steps is { } steps && context?.MostSteps is { } most && steps > most)
            TooMuch("steps", $"{steps}", $"{most}", "engine.maxRunSteps");
        if (read.Blueprint.Limits.Wall is { } wall && context?.LongestWall is { } longest && wall > longest)
            TooMuch("wall", $"{wall}", $"{longest}", "engine.maxRunWall");
    }

    private void TooMuch(string key, string said, string most, string setting)
    {
        if (read.Limits?.Value(key) is not { } at)
            return;
        problems.Add(ProblemCodes.BadValue, at,
            $"limits.{key} cannot be {said}: {most} is the most on this server.",
            $"Write less, or ask who runs the server for more ({setting}).");
    }

    /// <param name="over">Steps that have ended, or never will, when these begin.</param>
    private void CheckSteps(IReadOnlyList<ReadStep> steps, IReadOnlyList<ReadStep> over)
    {
        var graph = new StepGraph(
            [.. steps.Select(step => step.Step).DistinctBy(step => step.Id, StringComparer.Ordinal)]);
        foreach (var cycle in graph.Cycles())
        {
            var first = steps.First(step => step.Step.Id == cycle[0]).Section;
            problems.Add(BlueprintProblemCodes.Cycle, first.Value("needs") ?? first.At,
                $"Steps wait for each other: {string.Join(" -> ", cycle)}.", "Remove one of these needs.");
        }

        foreach (var step in steps)
        {
            CheckNeeds(step, steps);
            var upstream = graph.Upstream(step.Step).Where(id => id != step.Step.Id)
                .Concat(over.Select(one => one.Step.Id)).ToHashSet(StringComparer.Ordinal);
            CheckTemplates(step, Scope(InPlan) with
            {
                Upstream = upstream,
                IsOfFailure = ReferenceEquals(steps, read.OnFailure),
            });
        }
    }

    private void CheckNeeds(ReadStep step, IReadOnlyList<ReadStep> steps)
    {
        var ids = steps.Select(known => known.Step.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var need in step.Section.List("needs")?.Items.OfType<YamlScalar>() ?? [])
        {
            if (need.IsNull || ids.Contains(need.Text))
                continue;
            problems.Add(BlueprintProblemCodes.UnknownStep, need,
                $"'{step.Step.Id}' needs '{Show.Short(need.Text)}', which is not a step here.",
                Suggestion.Nearest(need.Text, ids) is { } near
                    ? $"Did you mean '{near}'?" : "Name a step of this list.");
        }
    }

    private void CheckTemplates(ReadStep read, NameScope scope)
    {
        var (step, section) = read;
        var once = Templates(scope);
        once.Check(step.When, section.Value("when"), ValueKinds.Flag, "when");
        once.Check(step.ForEach, section.Value("for_each"), ValueKinds.List, "for_each");
        if (step.ForEach is not null)
            scope = scope with { Roots = [.. scope.Roots, "item", "index"] };
        var each = Templates(scope);
        switch (step)
        {
            case ActionTask action:
                var actions = new ActionCheck(context, problems);
                actions.CheckName(action.Action, section.Value("action") ?? section.At);
                actions.CheckWith(read, action, Templates(scope, mayNameSecrets: true));
                break;
            case AgentTask agent:
                each.Check(agent.Prompt.Root);
                foreach (var tool in section.List("tools")?.Items.OfType<YamlScalar>() ?? [])
                    new ActionCheck(context, problems).CheckName(tool.Text, tool);
                break;
            case GateStep gate:
                each.Check(gate.Message, section.Value("message"), ValueKinds.Any, "message");
                break;
            case TransformStep transform:
                each.Check(transform.Value.Root);
                break;
        }
    }

    private void CheckOutputs()
    {
        var ids = read.Plan.Select(step => step.Step.Id).ToHashSet(StringComparer.Ordinal);
        var templates = Templates(Scope(InPlan) with { Upstream = ids });
        foreach (var (output, section) in read.Outputs)
        {
            if (output.Value is { } value)
            {
                templates.Check(value.Root);
            }
            else if (!read.Plan.Any(step => MayGive(step.Step, output.Name)))
            {
                problems.Add(BlueprintProblemCodes.UnknownOutput, section.Value("name") ?? section.At,
                    $"No step has an output '{output.Name}'.", "Add 'value:' with a template.");
            }
        }
    }

    private bool MayGive(BlueprintStep step, string output) =>
        StepOutputs.Of(step, context)?.Contains(output, StringComparer.Ordinal) ?? true;

    private NameScope Scope(IReadOnlyList<string> roots) => new()
    {
        Roots = roots,
        Inputs = read.Blueprint.Inputs,
        Steps = [.. read.Plan.Concat(read.OnFailure).Select(step => step.Step)],
        Context = context,
    };

    private TemplateCheck Templates(NameScope scope, bool mayNameSecrets = false) =>
        new(scope, problems, source) { MayNameSecrets = mayNameSecrets, SecretProblem = context?.Secret };
}
