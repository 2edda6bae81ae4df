using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nexus.Engine.Actions.Http;

/// <summary>Authorities that vouch for servers of https besides those of the machine.</summary>
internal static class OwnAuthorities
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <exception cref="CryptographicException">There is no certificate in it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static X509Certificate2Collection Read(string file)
    {
        var found = new X509Certificate2Collection();
        found.ImportFromPemFile(file);
        return found.Count > 0 ? found : throw new CryptographicException($"{file} has no certificate");
    }

    /// <returns>Null: the machine's own are enough.</returns>
    public static RemoteCertificateValidationCallback? Check(string? file)
    {
        if (file is null)
            return null;
        var own = Read(file);
        return (_, certificate, chain, errors) => errors is SslPolicyErrors.None
            || (errors is SslPolicyErrors.RemoteCertificateChainErrors
                && certificate is X509Certificate2 server && Vouch(own, server, chain));
    }

    private static bool Vouch(X509Certificate2Collection own, X509Certificate2 server, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(own);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        foreach (var between in sent is null ? [] : sent.ChainElements.ToArray())
            chain.ChainPolicy.ExtraStore.Add(between.Certificate);
        return chain.Build(server);
    }
}
