namespace Nexus.Cli.Talk;

/// <summary>Colours of a terminal, or none.</summary>
internal sealed class Paint(bool isOn)
{
    public static Paint None { get; } = new(false);

    public string Bold(string text) => In("1", text);

    public string Dim(string text) => In("2", text);

    public string Red(string text) => In("31", text);

    public string Green(string text) => In("32", text);

    public string Yellow(string text) => In("33", text);

    private string In(string code, string text) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
