using System.Net;
using System.Net.Sockets;

namespace Nexus.Engine.Actions.Http;

/// <summary>
/// Which addresses a call may reach. What answers on a link alone, as the metadata of a cloud does, gives credentials
/// to whoever asks from the machine; what is on loopback takes everybody for the machine's own user.
/// </summary>
/// <param name="allowed">Exceptions an administrator made.</param>
internal sealed class AddressRules(IReadOnlyList<IPNetwork> allowed)
{
    private const int IPv4Begins = 12;

    /// <summary>64:ff9b::/96, which a gateway turns into IPv4.</summary>
    private static readonly byte[] Translated = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    private static readonly IPNetwork[] Links =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("fd00:ec2::254/128"), IPNetwork.Parse("192.0.0.192/32"), IPNetwork.Parse("fd20:ce::254/128"),
    ];

    private static readonly IPNetwork[] Own =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128"), IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("::/128"),
    ];

    private static readonly IPNetwork[] Many =
    [
        IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("255.255.255.255/32"), IPNetwork.Parse("ff00::/8"),
    ];

    /// <param name="address">Of the far side.</param>
    /// <param name="isAdministrator">Loopback is theirs, too.</param>
    public bool Allows(IPAddress address, bool isAdministrator)
    {
        var plain = Plain(address);
        return In(allowed, plain) || !(In(Links, plain) || In(Many, plain) || (!isAdministrator && In(Own, plain)));
    }

    /// <summary>What is an IPv4 address in the clothes of another.</summary>
    private static IPAddress Plain(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var before = bytes.AsSpan(0, IPv4Begins);
        var isCompatible = before.IndexOfAnyExcept((byte)0) < 0 && bytes[IPv4Begins] != 0;
        return isCompatible || before.SequenceEqual(Translated) ? new(bytes.AsSpan(IPv4Begins)) : new(bytes);
    }

    private static bool In(IEnumerable<IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address));
}
