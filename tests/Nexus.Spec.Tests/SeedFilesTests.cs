namespace Nexus.Spec.Tests;

/// <summary>The files the product was described with.</summary>
public sealed class SeedFilesTests
{
    private const string Full = """
        version: "1.0"
        name: my-project

        services:
          web:
            command: "npm run dev"
            port: 3000
            health_check:
              type: "http"
              path: "/"
              timeout: 10s

          api:
            command: "npm run server"
            port: 4000
            depends_on: ["db"]
            health_check:
              type: "tcp"
              timeout: 5s

          db:
            command: "postgres -D /data/postgres"
            port: 5432
            environment:
              POSTGRES_DB: "dev"
              POSTGRES_USER: "dev"
            health_check:
              type: "custom"
              command: "psql -U dev -d dev -c 'SELECT 1'"

        providers:
          default: "lxc"

          lxc:
            image: "ubuntu:22.04"
            cpu: 2
            memory: "4GB"
            disk: "20GB"

          docker:
            image: "node:20-alpine"

        lifecycle:
          pre_start: |
            #!/bin/bash
            npm install
          pre_stop: |
            npm run cleanup
        """;

    private const string Brief = """
        provider: qemu
        remote:
          node: "remote-server-1"
          user: "devuser"
          port: 22
        docker:
          image: "ubuntu:22.04"
        qemu:
          image: "ubuntu:22.04"
          cpu: 4
          memory: "8G"
          disk: "50G"
        services:
          web:
            command: "nginx -g 'daemon off;'"
            port: 80
            health_check: "/health"
        """;

    [Fact]
    public void The_full_form_gives_services_in_the_order_of_the_file()
    {
        var config = Load.Config(Full);

        Assert.Equal("my-project", config.Name);
        Assert.Equal(["web", "api", "db"], config.Services.Select(service => service.Name));
        Assert.Equal(
            new() { Type = HealthCheckType.Http, Path = "/", Port = 3000, Timeout = TimeSpan.FromSeconds(10) },
            config.Services[0].HealthCheck);
        Assert.Equal(["db"], config.Services[1].DependsOn);
        Assert.Equal("dev", config.Services[2].Environment["POSTGRES_DB"]);
        Assert.Equal(
            new() { Type = HealthCheckType.Custom, Command = "psql -U dev -d dev -c 'SELECT 1'" },
            config.Services[2].HealthCheck);
    }

    [Fact]
    public void The_full_form_gives_providers_and_lifecycle()
    {
        var config = Load.Config(Full);

        Assert.Equal("lxc", config.DefaultProvider);
        Assert.Equal(
            new() { Image = "ubuntu:22.04", Cpu = 2, MemoryBytes = 4L << 30, DiskBytes = 20L << 30 },
            config.Providers["lxc"]);
        Assert.Equal("node:20-alpine", config.Providers["docker"].Image);
        Assert.Equal("#!/bin/bash\nnpm install\n", config.Lifecycle.PreStart);
        Assert.Null(config.Lifecycle.PostStart);
    }

    [Fact]
    public void The_brief_form_says_the_same_in_other_words()
    {
        var config = Load.Config(Brief);

        Assert.Equal("qemu", config.DefaultProvider);
        Assert.Equal("remote-server-1", config.RemoteNode);
        Assert.Equal(8L << 30, config.Providers["qemu"].MemoryBytes);
        Assert.Equal(
            new() { Type = HealthCheckType.Http, Path = "/health", Port = 80 }, config.Services[0].HealthCheck);
    }

    [Fact]
    public void Databases_stay_inside_unless_the_file_says_otherwise()
    {
        var config = Load.Config(
            "services:\n  db: {command: exec /usr/bin/postgres -D x, port: 5432}\n"
            + "  cache: {command: redis-server, port: 6379, internal: false}\n  web: {command: postgrest, port: 80}\n");

        Assert.Equal([true, false, false], config.Services.Select(service => service.Internal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("services:\n")]
    public void A_file_that_says_nothing_is_a_workspace_without_services(string text) =>
        Assert.Empty(Load.Config(text).Services);
}
