using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Nexus.Contracts;

namespace Nexus.Engine.Actions.Http;

/// <summary>Addresses for programs that are given one instead of a name: what was looked at is reached.</summary>
internal sealed class Reach(IAdministrators administrators, IOptions<HttpOptions> options)
{
    private readonly AddressRules _rules = options.Value.Rules;

    /// <returns>The first of a host that may be reached.</returns>
    /// <exception cref="NexusException"><c>http.blocked</c>.</exception>
    /// <exception cref="SocketException">It has none.</exception>
    public async Task<IPAddress> FindAsync(string host, string ownerId, CancellationToken cancellationToken)
    {
        var isAdministrator = administrators.Has(ownerId);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        return addresses.FirstOrDefault(address => _rules.Allows(address, isAdministrator))
            ?? throw (addresses.Length > 0
                ? new NexusException(HttpErrors.Blocked(host, addresses[0]))
                : new SocketException((int)SocketError.HostNotFound));
    }
}
