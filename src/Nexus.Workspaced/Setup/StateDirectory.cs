namespace Nexus.Workspaced.Setup;

/// <summary>
/// Where the daemon keeps what outlives it. The keys that may log in are readable, because sshd reads them as the user;
/// the rest is ours alone.
/// </summary>
internal sealed class StateDirectory(string path)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Ssh { get; } = System.IO.Path.Combine(path, "ssh");

    public string Keys { get; } = System.IO.Path.Combine(path, "keys");

    public string Logs { get; } = System.IO.Path.Combine(path, "logs");

    /// <summary>A file.</summary>
    public string Installed { get; } = System.IO.Path.Combine(path, "installed");

    public void Make()
    {
        Directory.CreateDirectory(path, Passable);
        Directory.CreateDirectory(Ssh, Private);
        Directory.CreateDirectory(Keys, Passable);
        Directory.CreateDirectory(Logs, Private);
    }

    /// <summary>Whole or not at all.</summary>
    public static void Write(string file, string text, UnixFileMode mode)
    {
        var aside = $"{file}.new";
        File.Delete(aside);
        using (var stream = new FileStream(aside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
        }))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        File.Move(aside, file, overwrite: true);
    }
}
