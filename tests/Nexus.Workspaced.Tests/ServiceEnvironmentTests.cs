using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Workspaced.Tests;

/// <summary>What the file says of a service's environment is what the service has, to the byte.</summary>
public sealed class ServiceEnvironmentTests : SandboxTests
{
    private const string Program =
        "import json, os; print(json.dumps({k: v for k, v in os.environ.items() if k.startswith('V_')}))";

    private const string Config = """"
        services:
          web:
            command: "python3 /home/dev/show.py > /home/dev/shown && exec sleep 741"
            environment:
              V_LINES: "first\nsecond\r\n\tthird\n"
              V_BLOCK: |
                one
                  two
              V_SHELL: '$HOME ${HOME} `id` $(id) \ \n * ; & | > %s'
              V_QUOTES: it's "so" '' ""
              V_UTF8: Zürich 東京 🚀
              V_EMPTY: ""
              V_SIGNS: "a=b=c #d: {{e}} --f"
        """";

    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["V_LINES"] = "first\nsecond\r\n\tthird\n",
        ["V_BLOCK"] = "one\n  two\n",
        ["V_SHELL"] = @"$HOME ${HOME} `id` $(id) \ \n * ; & | > %s",
        ["V_QUOTES"] = """it's "so" '' "" """.TrimEnd(),
        ["V_UTF8"] = "Zürich 東京 🚀",
        ["V_EMPTY"] = "",
        ["V_SIGNS"] = "a=b=c #d: {{e}} --f",
    };

    [Fact]
    public async Task Values_reach_the_service_unchanged()
    {
        await File.WriteAllTextAsync(Path.Combine(Workspace.Home, "show.py"), Program, Ct);

        await Workspace.StartAsync(Config);
        await Workspace.WaitForAsync("web", ServiceState.Healthy);

        var shown = await Workspace.ExecAsync("cat /home/dev/shown");
        Assert.Equal(Values, JsonSerializer.Deserialize<Dictionary<string, string>>(shown.Output));
    }
}
