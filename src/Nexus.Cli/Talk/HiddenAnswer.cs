using System.Text;

namespace Nexus.Cli.Talk;

/// <summary>What somebody types at the terminal and nobody shall see.</summary>
internal static class HiddenAnswer
{
    /// <returns>Null: Ctrl-D or Escape.</returns>
    public static string? Read(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Escape:
                case ConsoleKey.D when key.Modifiers is ConsoleModifiers.Control:
                    Console.Error.WriteLine();
                    return null;
                case ConsoleKey.Backspace when typed.Length > 0:
                    typed.Length--;
                    break;
                case var _ when !char.IsControl(key.KeyChar):
                    typed.Append(key.KeyChar);
                    break;
            }
        }
    }
}
