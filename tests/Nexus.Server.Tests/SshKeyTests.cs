using System.Net;

namespace Nexus.Server.Tests;

public sealed class SshKeyTests
{
    [Theory]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFvEDQIpSlfEzzoq2EiVs0RpxUJ2phfIL6QqLS0GSTlQAAAA")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFvEDQIpSlfEzzoq2EiVs0RpxUJ2phfIL6QqLS0GSQ==")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIFvEDQIpSlfEzzoq2EiVs0RpxUJ2phfIL6QqLS0GSTlQ")]
    [InlineData("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB")]
    [InlineData("ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTY=")]
    public async Task A_key_that_is_not_whole_is_refused_and_replaces_nothing(string key)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = await host.RegisteredAsync();

        var refused = await client.RegisterAsync(key);

        Assert.Equal("user.bad_key", (await refused.ErrorAsync()).Error.Code);
    }

    [Theory]
    [InlineData(
        "ecdsa-sha2-nistp256 "
        + "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMj2xEmdumOjHfyoNV3j0nP7v88UdPO7UDevFt"
        + "ff64dc0uE0Vuj9GFEAtUQEXnRvJ/uMbzcH+2qtASfwHpFa1LE=")]
    [InlineData(
        "ecdsa-sha2-nistp384 "
        + "AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBPOHTF5jEdxHiL+drK9IGFCrgCiQ+yC5JiKDqW"
        + "Ae82ur34+wrAslXbUsuCFQVB0iKYkAt8R9M29XiPikKALxyDmOTdsG39Zl6r43hcS7SBrREaK77JTj1+w1ZmxsfQjp"
        + "Pw==")]
    [InlineData(
        "ecdsa-sha2-nistp521 "
        + "AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBABYT3DoHi3Nhp6TdHF38COb4dW8VwMDDszgaB"
        + "gf0WwQa941Jew6Dv6z91ri9js2KW+7GC43LjEB/6L7jBH/tjRV0QCsCL1oOUtAFufKE2qxNCsUKaha3WoW9GhDZlfI"
        + "nl3SWOdkx/ymYzOppR3Us93aLBHiW0eUVX1ub9DPGfE/u1kAZA==")]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICyqe1GrxbB5tQWDJac4VPqFYL1m+Jxf62s2tmsPBvdS me")]
    [InlineData(
        "ssh-rsa "
        + "AAAAB3NzaC1yc2EAAAADAQABAAABAQCvFq10MG2gHBuJZqa1rpEO4mROEpsYVKDRb/5e1BqQqESWSIRZHx+6nk2HnX"
        + "PgQkdDszsrM4sTqlEtqKGirWa/60JDOCHApI4ILwVGDf2/a7tKp6RAHdoS7CTObxR3EbvmkxNFfUf1qyI9afeE/pu/"
        + "Fk81NzEicJV7YC6S0yDsb6G0dH2wVAlkZ6bj3NHTM7j+XKhsx0qgZIGz8NDkj//eHucy4TeukPc0/Ws/gtoAX2SH15"
        + "47kCQkJPGJOiCdloHg9inJffxIb4GPFdDWIW/CZTNzgPQWbFOuL8VSsMiZ1PeECPnJ7pGFdHXM95z9GsqEWsKWyPVZ"
        + "j7+F4Vov32fH")]
    [InlineData(
        "sk-ssh-ed25519@openssh.com "
        + "AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIF8Ytj/qkQG8Cyf1UO4vpVi9k8xJlvLfTqHjN7sVucH5AAAABHNzaDo=")]
    public async Task A_key_that_ssh_keygen_made_is_taken(string key)
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        Assert.Equal(HttpStatusCode.OK, (await client.RegisterAsync(key)).StatusCode);
    }

    /// <summary>Every <c>workspace create</c> registers the key first.</summary>
    [Fact]
    public async Task Keys_that_come_at_the_same_time_are_all_taken()
    {
        await using var host = await ServerHost.StartAsync();
        using var client = host.Client();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => client.RegisterAsync($"{Requests.Key}{i % 2}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }
}
