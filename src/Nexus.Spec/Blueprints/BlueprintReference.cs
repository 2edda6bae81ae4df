using System.Text;
using Nexus.Spec.Templates;

namespace Nexus.Spec.Blueprints;

/// <summary>The generated parts of docs/reference/blueprints.md.</summary>
public static class BlueprintReference
{
    public static string Keys() => ConfigReference.Table(BlueprintKeys.Top);

    public static string FunctionTable()
    {
        var page = new StringBuilder("| function | gives |\n|---|---|\n");
        foreach (var function in Functions.All.Values)
            page.Append($"| `{function.Signature}` | {function.Meaning} |\n");
        return page.ToString();
    }

    public static string Problems()
    {
        var page = new StringBuilder("| problem | meaning |\n|---|---|\n");
        foreach (var (code, meaning) in BlueprintProblemCodes.All)
            page.Append($"| `{code}` | {meaning} |\n");
        return page.ToString();
    }
}
