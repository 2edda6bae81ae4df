namespace Nexus.Spec.Detecting;

/// <summary>A Makefile that says how: its target <c>deps</c>, <c>setup</c> or <c>install</c>.</summary>
internal static class MakeDependencies
{
    private static readonly string[] Targets = ["deps", "setup", "install"];

    /// <summary>Where these stand, <c>install</c> is for what was built, and not for what it is built from.</summary>
    private static readonly string[] OfInstalling = ["DESTDIR", "PREFIX", "prefix", "/usr/"];

    public static DependencyInstall? Of(SourceDirectory directory)
    {
        if (directory.Of("GNUmakefile", "makefile", "Makefile") is not [var name, ..])
            return null;
        var text = directory.Text(name);
        var target = Targets.FirstOrDefault(target => Has(text, target));
        return target is null || (target is "install" && OfInstalling.Any(text.Contains))
            ? null
            : new()
            {
                Directory = directory.Path,
                Tool = "make",
                Command = $"make {target}",
                Inputs = [name],
                Packages = ["make"],
            };
    }

    /// <summary>make takes blanks before the colon, and a colon with a sign of equality for a variable.</summary>
    private static bool Has(string text, string target) => text.Split('\n').Any(
        line => line.StartsWith(target, StringComparison.Ordinal)
            && line[target.Length..].TrimStart(' ', '\t') is [':', .. var rest]
            && rest.TrimStart(':') is not ['=', ..]);
}
