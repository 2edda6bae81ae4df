using System.Text;
using System.Text.Json;

namespace Nexus.Spec.Templates;

internal static class TextFunctions
{
    public static JsonElement Ask(
        IReadOnlyList<JsonElement> given, Work work, Func<string, string, bool> question) =>
        Json.Of(question(Json.Text(given[0], work), Json.Text(given[1], work)));

    public static JsonElement Change(IReadOnlyList<JsonElement> given, Work work, Func<string, string> change) =>
        Json.Of(change(Json.Text(given[0], work)), work);

    public static JsonElement Split(IReadOnlyList<JsonElement> given, Work work)
    {
        var (text, by) = (Json.Text(given[0], work), Json.Text(given[1], work));
        if (text is "")
            return Json.List(work, []);
        var parts = by is "" ? [text] : text.Split(by, TemplateLimits.LongestList + 1);
        Json.CheckCount(parts.Length);
        return Json.Build(work, json =>
        {
            json.WriteStartArray();
            foreach (var part in parts)
                json.WriteStringValue(part);
            json.WriteEndArray();
        });
    }

    public static JsonElement Join(IReadOnlyList<JsonElement> given, Work work)
    {
        var between = Json.Text(given[1], work);
        var text = new StringBuilder();
        foreach (var item in ListFunctions.Items(given[0]))
        {
            if (text.Length > TemplateLimits.LargestValue)
                throw TemplateErrors.TooLarge("a value of more than 1 MiB");
            text.Append(text.Length > 0 || item.Index > 0 ? between : "").Append(Json.Text(item.Value, work));
        }

        return Json.Of(text.ToString(), work);
    }

    public static JsonElement ParseJson(IReadOnlyList<JsonElement> given, Work work)
    {
        var text = Json.Text(given[0], work);
        if (text is "")
            return Json.Null;
        try
        {
            return Json.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (JsonException)
        {
            throw TemplateErrors.BadValue(
                "parse_json() was given a text that is not JSON", "Check where it comes from.");
        }
    }
}
