using Nexus.Spec.Detecting;

namespace Nexus.Spec.Tests;

public sealed class DetectionTests
{
    [Theory]
    [InlineData("""{"scripts":{"dev":"next dev","start":"next start"}}""", "npm run dev", 3000)]
    [InlineData("""{"scripts":{"start":"node server.js"}}""", "npm start", 3000)]
    [InlineData("""{"scripts":{"dev":"vite"}}""", "npm run dev", 5173)]
    [InlineData("""{"scripts":{"dev":"vite --port 8000 --host"}}""", "npm run dev", 8000)]
    [InlineData("""{"scripts":{"dev":"next dev -p 3100"}}""", "npm run dev", 3100)]
    public void A_package_with_a_script_is_one_web_service(string json, string command, int port)
    {
        var service = Assert.Single(Detect(("package.json", json)).Services);

        Assert.Equal(("web", command, port), (service.Name, service.Command, service.Port));
        Assert.Equal(new() { Type = HealthCheckType.Tcp, Port = port }, service.HealthCheck);
    }

    [Fact]
    public void A_procfile_lists_services_and_ports_for_those_that_ask()
    {
        const string Text = "web: run --port $PORT\n# note\nrelease: migrate\nbg_worker: work\n";

        var services = Detect(("Procfile", Text)).Services;

        Assert.Equal(["web 5000", "bg-worker "], services.Select(service => $"{service.Name} {service.Port}"));
        Assert.Equal("5000", services[0].Environment["PORT"]);
    }

    [Theory]
    [InlineData("README.md", "x")]
    [InlineData("package.json", """{"scripts":{"test":"x"}}""")]
    [InlineData("package.json", """{"scripts":[]}""")]
    [InlineData("package.json", "[]")]
    [InlineData("package.json", "{{{")]
    [InlineData("docker-compose.yml", "services: {web: {image: x}}")]
    public void Nothing_known_is_nothing_to_run(string file, string text) =>
        Assert.Empty(Detect((file, text)).Services);

    [Theory]
    [InlineData("package.json", """{"scripts":{"dev":"vite"}}""")]
    [InlineData("Procfile", "web: exec run 'a: b' #1 --port $PORT\nnote: say \"{}\" it's\ndb: postgres -D x\n")]
    [InlineData("Cargo.toml", "")]
    public void A_first_configuration_says_what_is_found_without_one(string file, string text)
    {
        var detected = Detect((file, text));

        var first = Load.Config(FirstConfig.Of(detected, "my/image:1"));

        Assert.Equal("my/image:1", first.Providers["docker"].Image);
        Assert.Equal(detected.Services.Select(Shown), first.Services.Select(Shown));
    }

    [Fact]
    public void A_first_configuration_shows_nothing_that_moves_a_cursor() => Assert.Equal(
        "docker: {image: i} beside your services",
        FirstConfig.Of(Detect(("Procfile", "web: echo \u001b[2J\n")), "i"));

    private static string Shown(ServiceConfig service) =>
        $"{service.Name} {service.Command} {service.Port} {service.HealthCheck.Type} {service.Internal} "
        + string.Join(',', service.Environment);

    private static WorkspaceConfig Detect(params (string Name, string Text)[] files)
    {
        var tree = files.ToDictionary(file => file.Name, file => file.Text, StringComparer.Ordinal);
        return Detection.Detect(tree.ContainsKey, tree.GetValueOrDefault);
    }
}
