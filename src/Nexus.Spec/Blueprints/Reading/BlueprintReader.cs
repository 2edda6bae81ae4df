using Nexus.Spec.Keys;
using Nexus.Spec.Loading;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Blueprints.Reading;

/// <summary>A definition, each part by itself; the checks see them together.</summary>
internal sealed class BlueprintReader(Problems problems, TemplateReader templates)
{
    public ReadBlueprint Read(YamlMap map)
    {
        var top = new Section(map, BlueprintKeys.Top, "", problems);
        var steps = new StepReader(problems, templates);
        var triggers = new TriggerReader(problems, templates).Read(top);
        var inputs = new InputReader(problems).Read(top);
        var plan = steps.Read(top, "plan");
        var onFailure = steps.Read(top, "on_failure");
        var outputs = Outputs(top);
        var id = Named(
            problems, top, "id", Names.IsBlueprint, "Write bp. and lowercase words, e.g. bp.backup.nightly.");
        var (concurrency, key) = Concurrency(top);
        var limits = top.Below("limits", BlueprintKeys.Limits);
        var blueprint = new Blueprint
        {
            Id = id ?? "",
            Name = top.Text("name") ?? id ?? "",
            Description = top.Text("description"),
            Triggers = [.. triggers.Select(trigger => trigger.Trigger)],
            Concurrency = concurrency,
            Priority = top.Whole("priority", Range(BlueprintKeys.Top, "priority")) ?? 0,
            Limits = Limits(limits),
            Inputs = [.. inputs.Select(input => input.Input)],
            Plan = [.. plan.Select(step => step.Step)],
            OnFailure = [.. onFailure.Select(step => step.Step)],
            Outputs = [.. outputs.Select(output => output.Output)],
            Canonical = "",
            Revision = "",
        };
        return new(blueprint, triggers, inputs, plan, onFailure, outputs, key, limits);
    }

    /// <summary>A text that must look like a name.</summary>
    public static string? Named(Problems problems, Section section, string key, Func<string, bool> fits, string hint)
    {
        if (section.Text(key) is not { } text || fits(text))
            return section.Text(key);
        problems.Add(BlueprintProblemCodes.BadId, section.Value(key) ?? section.At,
            $"{section.Full(key)} cannot be '{Show.Short(text)}'.", hint);
        return null;
    }

    /// <summary>The sections of a list, at most so many.</summary>
    public static IEnumerable<Section> Each(
        Problems problems, Section top, string key, int most, Func<YamlMap, IReadOnlyList<Key>> keys)
    {
        var items = top.List(key)?.Items ?? [];
        if (items.Count > most)
        {
            problems.Add(ProblemCodes.TooMany, items[most],
                $"{top.Full(key)} has {items.Count} entries; {most} is the most.", "Split the blueprint.");
        }

        foreach (var (index, item) in items.Take(most).Index())
        {
            if (item is YamlMap map)
            {
                yield return new Section(map, keys(map), $"{key}[{index}]", problems);
            }
            else
            {
                problems.Add(ProblemCodes.WrongType, item, $"'{key}[{index}]' must be a mapping, not {item.Kind}.",
                    "Put 'key: value' lines behind the dash.");
            }
        }
    }

    public static (int Least, int Most) Range(IReadOnlyList<Key> keys, string name) =>
        keys.Single(key => key.Name == name).Range;

    private (BlueprintConcurrency? Concurrency, YamlValue? Key) Concurrency(Section top)
    {
        if (top.Below("concurrency", BlueprintKeys.Concurrency) is not { } section)
            return (null, null);
        var rule = section.Choice("on_busy", ["queue", "cancel", "skip"]) switch
        {
            "cancel" => BusyRule.Cancel,
            "skip" => BusyRule.Skip,
            _ => BusyRule.Queue,
        };
        return section.Value("key") is { } key ? (new(templates.Read(key), rule), key) : (null, null);
    }

    private static BlueprintLimits Limits(Section? limits) =>
        new(limits?.Whole("steps", Range(BlueprintKeys.Limits, "steps")), limits?.Duration("wall"));

    private List<ReadOutput> Outputs(Section top) =>
    [
        .. from section in Each(problems, top, "outputs", 100, _ => BlueprintKeys.Output)
           let name = Named(problems, section, "name", Names.IsVariable, "Use letters, digits and underscores.")
           where name is not null
           let value = section.Value("value")
           let template = value is null ? null : templates.Read(value)
           select new ReadOutput(new(name, template), section),
    ];
}

/// <summary>The parts of a blueprint and where the file says so.</summary>
internal sealed record ReadBlueprint(
    Blueprint Blueprint,
    IReadOnlyList<ReadTrigger> Triggers,
    IReadOnlyList<ReadInput> Inputs,
    IReadOnlyList<ReadStep> Plan,
    IReadOnlyList<ReadStep> OnFailure,
    IReadOnlyList<ReadOutput> Outputs,
    YamlValue? ConcurrencyKey,
    Section? Limits);

internal sealed record ReadTrigger(BlueprintTrigger Trigger, Section Section);

internal sealed record ReadInput(BlueprintInput Input, Section Section);

internal sealed record ReadStep(BlueprintStep Step, Section Section);

internal sealed record ReadOutput(BlueprintOutput Output, Section Section);
