namespace Nexus.Spec.Templates;

/// <summary>One text to a node: <c>Host {{ inputs.host }} is down</c>.</summary>
internal static class TemplateText
{
    /// <param name="text">As its file means it.</param>
    /// <param name="report">Is told every expression's problem; one with a problem counts as null.</param>
    public static TemplateNode Read(string text, Action<TemplateProblem> report)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
            return new PlainNode(Json.Of(text, new()));
        var parts = new List<TextPart>();
        var position = 0;
        while (text.IndexOf("{{", position, StringComparison.Ordinal) is var opening and >= 0)
        {
            if (opening > position)
                parts.Add(new(text[position..opening], null));
            var parser = new ExpressionParser(text, opening);
            var expression = parser.Parse();
            if (parser.Problem is { } problem)
                report(problem);
            parts.Add(new("", parser.Problem is null ? expression : new Constant(Json.Null, opening)));
            position = parser.Problem is null ? parser.End : Behind(text, opening);
        }

        if (position < text.Length)
            parts.Add(new(text[position..], null));
        return parts is [{ Expression: { } whole }] ? new WholeNode(whole) : new MixedNode(parts);
    }

    /// <summary>Where to read on after an expression that could not be read.</summary>
    private static int Behind(string text, int opening) =>
        text.IndexOf("}}", opening, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : text.Length;
}
