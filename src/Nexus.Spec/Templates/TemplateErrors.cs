using Nexus.Contracts;
using Nexus.Spec.Loading;

namespace Nexus.Spec.Templates;

/// <summary>What can go wrong when a template meets its values, which are never repeated here.</summary>
internal static class TemplateErrors
{
    public static NexusException BadValue(string what, string hint) =>
        new(new("template.bad_value", $"A template cannot be evaluated: {what}.", hint));

    public static NexusException WrongKind(string where, ValueKinds wanted, ValueKinds given) => BadValue(
        $"{where} needs {Kinds.Words(wanted)}, not {Kinds.Words(given)}",
        "Check what the template refers to; default(value, other) stands in for what is missing.");

    public static NexusException TooLarge(string what) =>
        new(new("template.too_large", $"A template gives too much: {what}.",
            "Pass less through the template: an artifact can hold more."));

    public static NexusException ForgedSecret(string path) =>
        new(new("template.forged_secret",
            $"A value names the secret '{Show.Short(path)}', but the blueprint does not.",
            "Only a blueprint may name a secret: {{ secrets[\"path\"] }}."));
}
