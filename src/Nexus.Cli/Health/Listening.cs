using System.Globalization;
using Nexus.Cli.Settings;
using Nexus.Contracts;

namespace Nexus.Cli.Health;

/// <summary>Where the server of this machine would listen; as the program has it where that cannot be asked.</summary>
internal sealed class Listening(Caller caller)
{
    private Task<SettingsView>? _settings;

    public async Task<(string Bind, int Port)> FindAsync(CancellationToken cancellationToken)
    {
        var settings = await AskAsync(cancellationToken);
        return (Text(settings, "server.bind", "127.0.0.1"), Number(settings, "server.port", 3001));
    }

    /// <param name="kind"><c>ssh</c> or <c>services</c>.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<(string Bind, int First, int Last)> RangeAsync(string kind, CancellationToken cancellationToken)
    {
        var settings = await AskAsync(cancellationToken);
        var (first, last) = kind is "ssh" ? (2222, 2299) : (23000, 23999);
        return (
            Text(settings, "ports.bind", "127.0.0.1"), Number(settings, $"ports.{kind}.first", first),
            Number(settings, $"ports.{kind}.last", last));
    }

    /// <summary>Asked once: it is a program that is started.</summary>
    /// <exception cref="NexusException">What is wrong with them.</exception>
    public Task<SettingsView> SettingsAsync(CancellationToken cancellationToken) =>
        _settings ??= new SettingsPreview(null, null).AskAsync(caller, cancellationToken);

    private async Task<SettingsView?> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await SettingsAsync(cancellationToken);
        }
        catch (NexusException)
        {
            return null; // which the need of settings tells of
        }
    }

    private static string Text(SettingsView? settings, string key, string usual) =>
        settings?.Items.FirstOrDefault(item => item.Key == key)?.Value ?? usual;

    private static int Number(SettingsView? settings, string key, int usual) =>
        int.TryParse(Text(settings, key, ""), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
