using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Nexus.Testing;

namespace Nexus.Engine.Tests.Actions;

/// <summary>One that vouches for servers, as a company has its own.</summary>
internal sealed class Authority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TemporaryDirectory _files = new();
    private readonly X509Certificate2 _self;

    public Authority()
    {
        var asked = new CertificateRequest("CN=Test Authority", _key, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        _self = asked.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(CaFile, _self.ExportCertificatePem());
    }

    public string CaFile => _files.File("ca.pem");

    /// <summary>For a server on loopback.</summary>
    /// <param name="address">That it says it has.</param>
    public X509Certificate2 VouchFor(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        var asked = new CertificateRequest("CN=server", key, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(names.Build());
        asked.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var given = asked.Create(
            _self, new DateTimeOffset(_self.NotBefore), new DateTimeOffset(_self.NotAfter),
            RandomNumberGenerator.GetBytes(8));
        using var whole = given.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose()
    {
        _self.Dispose();
        _key.Dispose();
        _files.Dispose();
    }
}
