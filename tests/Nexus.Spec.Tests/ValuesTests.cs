using Nexus.Spec.Loading;

namespace Nexus.Spec.Tests;

public sealed class ValuesTests
{
    [Theory]
    [InlineData("4GB", 4L << 30)]
    [InlineData("8G", 8L << 30)]
    [InlineData("4GiB", 4L << 30)]
    [InlineData("512 mb", 512L << 20)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData("64K", 64L << 10)]
    [InlineData("2T", 2L << 40)]
    [InlineData("4", null)]
    [InlineData("G", null)]
    [InlineData("-1G", null)]
    [InlineData("999999999999T", null)]
    public void Every_unit_of_size_is_binary(string text, long? bytes) => Assert.Equal(bytes, Scalars.Size(text));

    [Theory]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("10", null)]
    [InlineData("", null)]
    [InlineData("0s", null)]
    [InlineData("30s1m", null)]
    [InlineData("25h", null)]
    public void A_duration_names_its_units(string text, int? milliseconds) =>
        Assert.Equal(milliseconds, Scalars.Duration(text)?.TotalMilliseconds);

    [Theory]
    [InlineData("/health", HealthCheckType.Http, null, 8080, "/health")]
    [InlineData("http", HealthCheckType.Http, null, 8080, "/")]
    [InlineData("tcp", HealthCheckType.Tcp, null, 8080, null)]
    [InlineData("none", HealthCheckType.None, null, null, null)]
    [InlineData("http://localhost:9000/live?deep=1", HealthCheckType.Http, null, 9000, "/live?deep=1")]
    [InlineData("http://127.0.0.1/", HealthCheckType.Http, "127.0.0.1", 80, "/")]
    [InlineData("psql://localhost/postgres", HealthCheckType.Tcp, null, 5432, null)]
    [InlineData("psql://db.local:6000/postgres", HealthCheckType.Tcp, "db.local", 6000, null)]
    [InlineData("redis://localhost", HealthCheckType.Tcp, null, 6379, null)]
    [InlineData("tcp://localhost:7000", HealthCheckType.Tcp, null, 7000, null)]
    public void A_health_check_in_one_word(string text, HealthCheckType type, string? host, int? port, string? path)
    {
        var config = Load.Config($"services: {{web: {{command: run, port: 8080, health_check: '{text}'}}}}");

        Assert.Equal(
            new() { Type = type, Host = host, Port = port, Path = path }, config.Services[0].HealthCheck);
    }

    [Fact]
    public void Without_a_check_the_port_is_dialled_and_without_a_port_nothing_is_checked()
    {
        var config = Load.Config("services: {web: {command: run, port: 80}, worker: {command: work}}");

        Assert.Equal(new() { Type = HealthCheckType.Tcp, Port = 80 }, config.Services[0].HealthCheck);
        Assert.Equal(new(), config.Services[1].HealthCheck);
        Assert.Equal(TimeSpan.FromSeconds(30), config.Services[1].HealthCheck.Timeout);
    }

    [Theory]
    [InlineData("always", RestartPolicy.Always)]
    [InlineData("on-failure", RestartPolicy.OnFailure)]
    [InlineData("never", RestartPolicy.Never)]
    public void Restart_has_three_words(string word, RestartPolicy policy) =>
        Assert.Equal(
            policy, Load.Config($"services: {{web: {{command: run, restart: {word}}}}}").Services[0].Restart);
}
