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

    /// <summary>RFC 8215: a gateway of this network makes IPv4 of a part, behind a prefix of any length.</summary>
    private static readonly byte[] TranslatedHere = [0, 0x64, 0xff, 0x9b, 0, 1];

    /// <summary>Where RFC 6052 has the bytes of IPv4, by the length of the prefix: 96, 64, 56, 48.</summary>
    private static readonly int[][] Places = [[12, 13, 14, 15], [9, 10, 11, 12], [7, 9, 10, 11], [6, 7, 9, 10]];

    /// <summary>RFC 3056, 2002::/16: behind it is the IPv4 address of who forwards it.</summary>
    private static readonly byte[] Tunnelled = [0x20, 0x02];

    private static readonly IPNetwork[] Links =
    [
        IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("100.100.100.200/32"),
        IPNetwork.Parse("fd00:ec2::/32"), IPNetwork.Parse("192.0.0.192/32"), IPNetwork.Parse("fd20:ce::254/128"),
        IPNetwork.Parse("168.63.129.16/32"),
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
    public bool Allows(IPAddress address, bool isAdministrator) =>
        Plain(address).All(plain => In(allowed, plain)
            || !(In(Links, plain) || In(Many, plain) || (!isAdministrator && In(Own, plain))));

    /// <summary>What is an IPv4 address in the clothes of another; where it may be several, each of them.</summary>
    private static IEnumerable<IPAddress> Plain(IPAddress address)
    {
        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
            return [address];
        if (address.IsIPv4MappedToIPv6)
            return [address.MapToIPv4()];
        var bytes = address.GetAddressBytes();
        if (bytes.AsSpan().StartsWith(Tunnelled))
            return [new(bytes.AsSpan(Tunnelled.Length, 4))];
        if (bytes.AsSpan().StartsWith(TranslatedHere))
            return Places.Select(place => place.Select(at => bytes[at]).ToArray()).Where(IsThere).Select(Address);
        var before = bytes.AsSpan(0, IPv4Begins);
        var isCompatible = before.IndexOfAnyExcept((byte)0) < 0 && bytes[IPv4Begins] != 0;
        return [isCompatible || before.SequenceEqual(Translated) ? new(bytes.AsSpan(IPv4Begins)) : new(bytes)];
    }

    /// <summary>Of a place that is not meant there are zeros at its begin.</summary>
    private static bool IsThere(byte[] address) => address[0] != 0;

    private static IPAddress Address(byte[] bytes) => new(bytes);

    private static bool In(IEnumerable<IPNetwork> networks, IPAddress address) =>
        networks.Any(network => network.Contains(address));
}
