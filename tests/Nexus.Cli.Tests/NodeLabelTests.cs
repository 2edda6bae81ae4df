namespace Nexus.Cli.Tests;

public sealed class NodeLabelTests
{
    [Fact]
    public async Task The_labels_of_its_node_are_passed_on()
    {
        using var desk = new Desk();

        await desk.RunAsync(
            "workspace", "create", "api", "--repo", "o/api", "--node-label", "gpu=yes", "--node-label", "zone=");

        Assert.Contains(desk.Server.Heard, heard => heard.Contains(
            "\"node_labels\":{\"gpu\":\"yes\",\"zone\":\"\"}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("=yes")]
    public async Task What_is_not_a_label_is_a_usage_error(string word)
    {
        using var desk = new Desk();

        var (code, _, stderr) = await desk.RunAsync(
            "workspace", "create", "api", "--repo", "o/api", "--node-label", word);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"'{word}' is not KEY=VALUE.", stderr, StringComparison.Ordinal);
        Assert.Empty(desk.Server.Heard);
    }

    [Fact]
    public async Task Other_labels_are_left_as_they_are()
    {
        using var desk = new Desk();

        var (code, stdout, _) = await desk.RunAsync("node", "label", "node1", "gpu=yes", "--remove", "old");

        Assert.Equal((0, "node1  gpu=yes zone=eu\n"), (code, stdout));
        Assert.Equal(
            "{\"set\":{\"gpu\":\"yes\"},\"remove\":[\"old\"]}",
            System.Text.Encoding.UTF8.GetString(desk.Server.Uploaded));
    }
}
