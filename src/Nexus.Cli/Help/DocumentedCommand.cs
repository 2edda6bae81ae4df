using System.CommandLine;

namespace Nexus.Cli.Help;

/// <summary>A command whose help reads like a page.</summary>
internal sealed class DocumentedCommand : Command
{
    /// <param name="name">The verb or noun.</param>
    /// <param name="summary">One line, for lists.</param>
    /// <param name="parts">Arguments, options and commands, in the order the page lists them.</param>
    public DocumentedCommand(string name, string summary, params IEnumerable<Symbol> parts) : base(name, summary)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case Argument argument:
                    Add(argument);
                    break;
                case Option option:
                    Add(option);
                    break;
                case Command command:
                    Add(command);
                    break;
            }
        }
    }

    /// <summary>What one line cannot say; short lines.</summary>
    public string Details { get; init; } = "";

    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Its options come before its words, for what follows those is somebody else's.</summary>
    public bool HasOptionsFirst { get; init; }
}
