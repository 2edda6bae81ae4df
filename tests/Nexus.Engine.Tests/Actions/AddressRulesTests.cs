using System.Net;
using Nexus.Engine.Actions.Http;

namespace Nexus.Engine.Tests.Actions;

public sealed class AddressRulesTests
{
    private readonly AddressRules _rules = new([]);

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.1.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("::169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fd00:ec2::23")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("2002:a9fe:a9fe::")]
    [InlineData("2002:a9fe:a9fe:1::1")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("64:ff9b:1:7:8:9:a9fe:a9fe")]
    [InlineData("64:ff9b:1:a9fe:a9:fe00::")]
    [InlineData("64:ff9b:1:12a9:fe:a9fe::")]
    [InlineData("64:ff9b:1:1234:a9:fea9:fe00:0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("ff02::1")]
    public void What_answers_on_a_link_is_nobodys(string address) =>
        Assert.False(_rules.Allows(IPAddress.Parse(address), isAdministrator: true));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1.2.3")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("64:ff9b:1::7f00:1")]
    public void Loopback_is_the_administrators(string address)
    {
        Assert.False(_rules.Allows(IPAddress.Parse(address), isAdministrator: false));
        Assert.True(_rules.Allows(IPAddress.Parse(address), isAdministrator: true));
    }

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("10.0.0.1")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    [InlineData("fd12:3456::1")]
    [InlineData("2002:5db8:d70e::1")]
    [InlineData("64:ff9b:1::5db8:d70e")]
    [InlineData("64:ff9b:1:5db8:d7:e00::")]
    public void Others_are_everybodys(string address) =>
        Assert.True(_rules.Allows(IPAddress.Parse(address), isAdministrator: false));

    [Fact]
    public void An_administrator_makes_exceptions()
    {
        var rules = new AddressRules([IPNetwork.Parse("169.254.7.0/24")]);

        Assert.True(rules.Allows(IPAddress.Parse("169.254.7.1"), isAdministrator: false));
        Assert.False(rules.Allows(IPAddress.Parse("169.254.8.1"), isAdministrator: false));
    }
}
