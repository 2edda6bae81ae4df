namespace Nexus.Engine.Runs;

/// <summary>
/// What an attempt has to say while it goes on. The end of it is kept, and recorded with the end of the attempt: an
/// attempt that a crash cuts off has said nothing.
/// </summary>
public sealed class StepLog
{
    /// <summary>So many are kept of one attempt.</summary>
    public const int MostLines = 200;

    /// <summary>Characters of a line.</summary>
    public const int LongestLine = 1000;

    private const int MostCharacters = 32 * 1024;
    private const string Info = "info";

    private readonly Lock _gate = new();
    private readonly Queue<LoggedLine> _lines = new();
    private int _characters;
    private int _left;

    /// <summary>Null: none.</summary>
    internal IReadOnlyList<LoggedLine>? Lines
    {
        get
        {
            lock (_gate)
            {
                return _lines.Count == 0 ? null
                    : _left == 0 ? [.. _lines]
                    : [new(_lines.Peek().At, Info, $"{_left} lines before this are left out."), .. _lines];
            }
        }
    }

    /// <param name="at">When it is said.</param>
    /// <param name="level"><c>info</c>, <c>warning</c> or <c>error</c>; anything else counts as the first.</param>
    /// <param name="message">One line; a longer one is cut.</param>
    public void Write(DateTimeOffset at, string? level, string message)
    {
        var line = new LoggedLine(
            at, level is "warning" or "error" ? level : Info,
            message.Length <= LongestLine ? message : $"{message[..LongestLine]}...");
        lock (_gate)
        {
            _lines.Enqueue(line);
            _characters += line.Message.Length;
            while (_lines.Count > MostLines || _characters > MostCharacters)
            {
                _characters -= _lines.Dequeue().Message.Length;
                _left++;
            }
        }
    }
}

/// <summary>A line of a step, as the event of its end has it.</summary>
internal sealed record LoggedLine(DateTimeOffset At, string Level, string Message);

/// <summary>What an attempt leaves beside how it ended.</summary>
/// <param name="Used">See <see cref="StepUsage"/>.</param>
/// <param name="Log">See <see cref="StepLog"/>.</param>
internal sealed record AttemptNotes(
    IReadOnlyDictionary<string, long>? Used, IReadOnlyList<LoggedLine>? Log = null);
