using System.Buffers;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Engine.Runs;

/// <summary>What a step does for each of its items. Decides, never acts.</summary>
internal static class Items
{
    /// <exception cref="NexusException"><c>run.no_items</c>, <c>run.too_many_items</c>.</exception>
    public static JsonElement Of(string step, JsonElement items)
    {
        if (items.ValueKind is not JsonValueKind.Array)
            throw new NexusException(RunErrors.NoItems(step));
        return items.GetArrayLength() <= ForEach.Most
            ? items
            : throw new NexusException(RunErrors.TooManyItems(step, items.GetArrayLength()));
    }

    /// <summary>Begins as many as may be done at a time; the step has ended when all have.</summary>
    public static void Go(RunChange change, Plan plan, Step step, StepState whole)
    {
        var begun = Begun(change, step).ToList();
        var (open, count) = (begun.Count(item => item.IsOpen), whole.Items!.Value.GetArrayLength());
        foreach (var next in Left(begun, count))
        {
            if (open++ == step.ForEach!.AtOnce)
                return;
            if (!RunLimits.HasRoom(change, plan))
            {
                RunMachine.Stop(change, plan, RunErrors.StepLimit(plan, step.Name));
                return;
            }

            change.Begin(ItemName.Of(step.Name, next));
        }

        if (open == 0)
            change.Tell(StepHistory.Completed, whole, StepTold.Of(whole) with { Outputs = Outputs(begun) });
    }

    /// <summary>In a run that goes on from another some are there before the step is.</summary>
    public static IEnumerable<StepState> Begun(RunChange change, Step step) =>
        change.Steps.Where(known => IsItemOf(known, step));

    /// <summary>Those that have not begun. Of a run that goes on from another it may be any.</summary>
    private static IEnumerable<int> Left(List<StepState> begun, int count)
    {
        var isBegun = new bool[count];
        foreach (var item in begun)
        {
            if (ItemName.IndexOf(item.Name) is { } index && index < count)
                isBegun[index] = true;
        }

        return Enumerable.Range(0, count).Where(index => !isBegun[index]);
    }

    private static bool IsItemOf(StepState known, Step step) =>
        known.Name.Length > step.Name.Length && known.Name[step.Name.Length] == '['
        && known.Name.StartsWith(step.Name, StringComparison.Ordinal);

    /// <summary>Null for one that returned nothing or failed.</summary>
    private static JsonElement Outputs(IEnumerable<StepState> items)
    {
        var list = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(list))
        {
            json.WriteStartArray();
            foreach (var item in items.OrderBy(item => ItemName.IndexOf(item.Name)))
            {
                if (item.Outputs is { } output)
                    output.WriteTo(json);
                else
                    json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        return JsonElement.Parse(list.WrittenSpan);
    }
}
