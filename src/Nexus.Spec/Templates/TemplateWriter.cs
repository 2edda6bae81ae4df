using System.Text;
using System.Text.Json;

namespace Nexus.Spec.Templates;

/// <summary>A template with its values put in.</summary>
internal sealed class TemplateWriter(TemplateScope scope, Work work)
{
    private readonly Evaluation _evaluation = new(scope, work);

    public JsonElement Value(TemplateNode node) => node switch
    {
        PlainNode plain => plain.Value,
        WholeNode whole => Given(whole),
        MixedNode mixed => Json.Of(Text(mixed), work),
        _ => Json.Build(work, json => Write(json, node)),
    };

    private void Write(Utf8JsonWriter json, TemplateNode node)
    {
        switch (node)
        {
            case ListNode list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            case MapNode map:
                json.WriteStartObject();
                foreach (var (name, value) in map.Fields)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            default:
                Json.Write(json, Value(node));
                break;
        }
    }

    private string Text(MixedNode mixed)
    {
        var text = new StringBuilder();
        foreach (var part in mixed.Parts)
        {
            text.Append(part.Expression is { } expression ? Json.Text(_evaluation.Of(expression), work) : part.Text);
            if (text.Length > TemplateLimits.LargestValue)
                throw TemplateErrors.TooLarge("a value of more than 1 MiB");
        }

        return text.ToString();
    }

    private JsonElement Given(WholeNode whole)
    {
        var value = _evaluation.Of(whole.Expression);
        if (value.ValueKind is JsonValueKind.Undefined)
            return Json.Null;
        if (Json.Size(value) > TemplateLimits.LargestValue)
            throw TemplateErrors.TooLarge("a value of more than 1 MiB");
        if (!whole.IsSecret)
            CheckHandles(value);
        return value;
    }

    private void CheckHandles(JsonElement value)
    {
        work.Spend(0);
        if (value.ValueKind is JsonValueKind.Array)
        {
            Json.CheckCount(value.GetArrayLength());
            foreach (var item in value.EnumerateArray())
                CheckHandles(item);
        }
        else if (value.ValueKind is JsonValueKind.Object)
        {
            foreach (var field in value.EnumerateObject())
            {
                if (field.NameEquals(Template.SecretKey) && !MayName(field.Value))
                    throw TemplateErrors.ForgedSecret(field.Value.ToString());
                CheckHandles(field.Value);
            }
        }
    }

    private bool MayName(JsonElement path) =>
        path.ValueKind is JsonValueKind.String && scope.Handles.Contains(path.GetString() ?? "");
}
