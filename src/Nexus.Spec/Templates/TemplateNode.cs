using System.Text.Json;
using Nexus.Spec.Yaml;

namespace Nexus.Spec.Templates;

/// <summary>A value with templates in it.</summary>
internal abstract record TemplateNode
{
    /// <summary>The text it was read from, when it stands in a file.</summary>
    public YamlScalar? Source { get; init; }
}

internal sealed record PlainNode(JsonElement Value) : TemplateNode;

/// <summary>A text that is one expression and nothing else: its value keeps its kind.</summary>
internal sealed record WholeNode(Expression Expression) : TemplateNode
{
    public bool IsSecret => Expression is Variable { Root: "secrets" };
}

/// <summary>Texts and expressions in turn, put together as one text.</summary>
internal sealed record MixedNode(IReadOnlyList<TextPart> Parts) : TemplateNode;

/// <summary>One of the two.</summary>
internal sealed record TextPart(string Text, Expression? Expression);

internal sealed record ListNode(IReadOnlyList<TemplateNode> Items) : TemplateNode;

internal sealed record MapNode(IReadOnlyList<KeyValuePair<string, TemplateNode>> Fields) : TemplateNode;
