using System.Text.Json;
using Microsoft.Extensions.Options;
using Nexus.Contracts;
using Nexus.Engine.Secrets;

namespace Nexus.Engine.Actions.Ssh;

/// <summary>What a step brings to be known by, and to know the other machine by: files without names.</summary>
internal sealed class SshKeys(SecretReader secrets, IOptions<SshOptions> options)
{
    private const long LargestFile = 1024 * 1024;

    /// <summary>Who runs commands of steps that name nobody.</summary>
    public string User => options.Value.User ?? Environment.UserName;

    /// <summary>The step's, or that of <c>ssh.keyPath</c> when it brings none.</summary>
    /// <exception cref="NexusException"><c>ssh.bad_call</c>, or of the secret.</exception>
    public UnnamedFile Key(JsonElement with, string ownerId)
    {
        if (with.Value("key") is null)
            return UnnamedFile.Of(Lines(Usual(ownerId)));
        // A text would stand in the blueprint for all to read.
        if (with.Map("key") is not { } reference || secrets.Text(reference, ownerId) is not { } key)
        {
            throw new NexusException(
                SshErrors.BadCall("its key is no secret, as \"{{ secrets['user/me/ssh'] }}\" is"));
        }

        return UnnamedFile.Of(Lines(key));
    }

    private string Usual(string ownerId)
    {
        try
        {
            return secrets.Read(options.Value.KeyPath, ownerId);
        }
        catch (NexusException e) when (e.Error.Code is "secret.not_found" or "secret.forbidden")
        {
            throw new NexusException(SshErrors.NoKey(options.Value.KeyPath, e.Error), e);
        }
    }

    /// <exception cref="NexusException"><c>ssh.no_known_hosts</c>, or of the secret.</exception>
    public UnnamedFile KnownHosts(JsonElement with, string host, string ownerId)
    {
        var text = with.Value("known_hosts") is { } known ? secrets.Text(known, ownerId) : OfTheServer(host);
        return string.IsNullOrWhiteSpace(text)
            ? throw new NexusException(SshErrors.NoKnownHosts(host))
            : UnnamedFile.Of(Lines(text));
    }

    private string? OfTheServer(string host)
    {
        if (options.Value.KnownHostsFile is not { } path)
            return null;
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= LargestFile } ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NexusException(SshErrors.NoKnownHosts(host), e);
        }
    }

    /// <summary>As ssh reads them: whatever was typed ends its lines, also the last.</summary>
    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
