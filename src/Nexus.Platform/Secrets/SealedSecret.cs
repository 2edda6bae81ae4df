using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Nexus.Contracts;

namespace Nexus.Platform.Secrets;

/// <summary>One entry of state/secrets.json: AES-256-GCM, and what is known of it is sealed with it.</summary>
internal sealed record SealedSecret
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public required int Version { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required string UpdatedBy { get; init; }

    /// <summary>Id of the key.</summary>
    public required string Key { get; init; }

    public byte[] Nonce { get => field ?? []; init; } = [];

    public byte[] Tag { get => field ?? []; init; } = [];

    public byte[] Sealed { get => field ?? []; init; } = [];

    public SecretInfo InfoOf(string path) => new(path, Version, UpdatedAt, UpdatedBy, "file");

    public SealedSecret Seal(string path, MasterKeys.Key key, ReadOnlySpan<byte> value)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var (tag, text) = (new byte[TagBytes], new byte[value.Length]);
        using var cipher = new AesGcm(key.Bytes, TagBytes);
        cipher.Encrypt(nonce, value, text, tag, Bound(path));
        return this with { Key = key.Id, Nonce = nonce, Tag = tag, Sealed = text };
    }

    /// <returns>The caller wipes it.</returns>
    /// <exception cref="NexusException"><c>secret.unreadable</c>.</exception>
    public byte[] Open(string path, IReadOnlyList<MasterKeys.Key> keys, string keyFile)
    {
        var key = keys.FirstOrDefault(key => key.Id == Key)
            ?? throw new NexusException(SecretErrors.WrongKey(path, keyFile));
        if (Nonce.Length != NonceBytes || Tag.Length != TagBytes)
            throw new NexusException(SecretErrors.Damaged(path));
        var value = new byte[Sealed.Length];
        try
        {
            using var cipher = new AesGcm(key.Bytes, TagBytes);
            cipher.Decrypt(Nonce, Sealed, Tag, value, Bound(path));
            return value;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new NexusException(SecretErrors.Damaged(path), e);
        }
    }

    private byte[] Bound(string path) => Encoding.UTF8.GetBytes(
        string.Join('\n', "nexus secret", path, Version, UpdatedAt.UtcTicks, UpdatedBy));
}

/// <summary>state/secrets.json.</summary>
internal sealed record SealedSecrets
{
    [JsonRequired]
    public int Format { get; init; } = 1;

    public required IReadOnlyDictionary<string, SealedSecret> Secrets { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SealedSecrets))]
internal sealed partial class SecretsJson : JsonSerializerContext;
