using Nexus.Spec.Loading;
using Nexus.Spec.Templates;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>The steps of a plan.</summary>
internal sealed class StepReader(Problems problems, TemplateReader templates)
{
    private const int Most = 200;
    private const int LongestDeadlineDays = 30;

    public IReadOnlyList<ReadStep> Read(Section top, string key)
    {
        var steps = new List<ReadStep>();
        foreach (var section in BlueprintReader.Each(problems, top, key, Most, map => StepKeys.Of(Kind(map))))
        {
            var id = BlueprintReader.Named(problems, section, "id", Names.IsStep,
                "Use lowercase letters, digits and underscores, a letter first.");
            if (One(section, id ?? "") is not { } step)
                continue;
            step = Common(step, section) with
            {
                Needs = Listed(section, "needs")?.Select(name => name.Text).Distinct(StringComparer.Ordinal).ToList()
                    ?? (steps.Count > 0 ? [steps[^1].Step.Id] : []),
            };
            steps.Add(new(step, section));
        }

        if (key is "plan" && top.List(key) is { Items.Count: 0 } empty)
            problems.Add(ProblemCodes.MissingKey, empty, "'plan' is empty.", "Add a step.");
        return steps;
    }

    /// <summary>The names in a list; null when there is no list.</summary>
    private List<YamlScalar>? Listed(Section section, string key)
    {
        if (section.List(key) is not { } list)
            return null;
        foreach (var item in list.Items.Where(item => item is not YamlScalar { IsNull: false }))
        {
            problems.Add(ProblemCodes.WrongType, item, $"{section.Full(key)} lists names, not {item.Kind}.",
                "Write [first, second].");
        }

        return [.. list.Items.OfType<YamlScalar>().Where(item => !item.IsNull)];
    }

    private static string? Kind(YamlMap map) =>
        (map.Entries.FirstOrDefault(entry => entry.Key.Text is "kind")?.Value as YamlScalar)?.Text;

    private BlueprintStep? One(Section section, string id) =>
        section.Choice("kind", StepKeys.ByKind.Select(kind => kind.Key).ToList()) switch
        {
            "agent_task" => Agent(section, id),
            "action_task" => new ActionTask { Id = id, Action = section.Text("action") ?? "", With = With(section) },
            "gate" => Gate(section, id),
            "transform" => new TransformStep { Id = id, Value = Template(section, "value") ?? Nothing },
            _ => null,
        };

    private AgentTask Agent(Section section, string id) => new()
    {
        Id = id,
        Provider = OneOf(section, "provider", "agent") is { } provider ? section.Text(provider) ?? "" : "",
        Model = section.Text("model") ?? "",
        Prompt = OneOf(section, "prompt_template", "prompt") is { } prompt && section.Text(prompt) is not null
            ? Template(section, prompt) ?? Nothing : Nothing,
        Tools = [.. Listed(section, "tools")?.Select(tool => tool.Text) ?? []],
        Output = BlueprintReader.Named(
            problems, section, "output", Names.IsVariable, "Use letters, digits and underscores."),
    };

    private GateStep Gate(Section section, string id)
    {
        _ = section.Choice("mode", ["manual"]);
        return new()
        {
            Id = id,
            Message = Template(section, "message"),
            Deadline = section.Duration("deadline", LongestDeadlineDays),
            IsApprovedByDefault = section.Choice("default", ["approve", "reject"]) is "approve",
        };
    }

    private BlueprintStep Common(BlueprintStep step, Section section) => step with
    {
        When = Template(section, "when"),
        ForEach = Template(section, "for_each"),
        Concurrency = section.Has("concurrency")
            ? section.Whole("concurrency", BlueprintReader.Range(StepKeys.Of("action_task"), "concurrency")) ?? 1 : 1,
        Retry = section.Below("retry", StepKeys.Retry) is { } retry ? Retry(retry) : BlueprintRetry.None,
        Timeout = section.Duration("timeout"),
        ContinuesOnFailure = section.Choice("on_failure", ["fail", "continue"]) is "continue",
    };

    private static BlueprintRetry Retry(Section retry)
    {
        var none = BlueprintRetry.None;
        var delay = retry.Duration("delay") ?? none.Delay;
        var longest = retry.Duration("max_delay") ?? (delay > none.MaxDelay ? delay : none.MaxDelay);
        return new(retry.Whole("attempts", BlueprintReader.Range(StepKeys.Retry, "attempts")) ?? 1, delay, longest);
    }

    private Template With(Section section) => section.Map("with") is { } map ? templates.Read(map) : Nothing;

    private static Template Nothing => new(new MapNode([]));

    private Template? Template(Section section, string key) =>
        section.Value(key) is { } value ? templates.Read(value) : null;

    /// <summary>The key that is there; a contradiction when both are, a missing one when none is.</summary>
    private string? OneOf(Section section, string key, string other)
    {
        if (section.Has(key) && section.Has(other))
        {
            problems.Add(ProblemCodes.Contradiction, section.Value(other) ?? section.At,
                $"{section.Full(key)} and '{other}' mean the same.", $"Keep '{key}'.");
        }
        else if (!section.Has(key) && !section.Has(other))
        {
            problems.Add(ProblemCodes.MissingKey, section.At, $"{section.Full(key)} is missing.", $"Add '{key}:'.");
        }

        return section.Has(key) ? key : section.Has(other) ? other : null;
    }
}
