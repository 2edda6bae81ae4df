namespace Nexus.Spec.Tests;

/// <summary>The two answers a test asks for.</summary>
internal static class Load
{
    public static WorkspaceConfig Config(string text)
    {
        var result = ConfigLoader.Load(text, ConfigLoader.FileName);
        Assert.Empty(result.Problems);
        return result.Config!;
    }

    public static string Problems(string text)
    {
        var result = ConfigLoader.Load(text, ConfigLoader.FileName);
        Assert.Null(result.Config);
        return string.Join('\n', result.Problems.Select(problem => $"{problem}\n    {problem.Hint}"));
    }
}
