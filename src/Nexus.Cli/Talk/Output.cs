using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Nexus.Contracts;
using Nexus.Spec;

namespace Nexus.Cli.Talk;

/// <summary>Results go to stdout, everything said to a person goes to stderr, so pipes stay clean.</summary>
internal sealed class Output(TextWriter result, TextWriter talk)
{
    public TextWriter ResultWriter => result;

    public TextWriter TalkWriter => talk;

    /// <summary>The same streams, for what is not ours to read.</summary>
    public Stream ResultBytes { get; init; } = Stream.Null;

    public Stream TalkBytes { get; init; } = Stream.Null;

    /// <summary>How results and talk are painted; plain unless it goes to a terminal.</summary>
    public Paint ResultPaint { get; init; } = Paint.None;

    public Paint TalkPaint { get; init; } = Paint.None;

    /// <summary>Whether a program called: a failure is then one line of JSON, the last one of stderr.</summary>
    public bool FailsAsJson { get; set; }

    public void Result(string line) => result.WriteLine(line);

    /// <summary>One JSON document on one line.</summary>
    public void Json<T>(T value, JsonTypeInfo<T> type) => result.WriteLine(Readable(value, type));

    /// <summary>The document for a program, the line for a person.</summary>
    public void Either<T>(T value, JsonTypeInfo<T> type, bool json, string line)
    {
        if (json)
            Json(value, type);
        else
            Result(line);
    }

    public void Say(string line) => talk.WriteLine(line);

    public void Warn(string line) => talk.WriteLine($"{TalkPaint.Yellow("warning:")} {line}");

    public void Warn(NexusError warning)
    {
        Warn($"{warning.Message} [{warning.Code}]");
        if (warning.Hint is { } hint)
            Say($"  hint: {hint}");
    }

    public int Fail(NexusError error)
    {
        if (FailsAsJson)
        {
            talk.WriteLine(Readable(new(error), CliJson.Default.FailureView));
            return ExitCode.For(error);
        }

        talk.WriteLine($"{TalkPaint.Red("error:")} {error.Message} [{error.Code}]");
        var problems = ProblemsOf(error);
        foreach (var problem in problems)
            talk.WriteLine($"  {problem}\n    hint: {problem.Hint}");
        if (error.Hint is { } hint && problems.All(problem => problem.Hint != hint))
            talk.WriteLine($"  hint: {hint}");
        return ExitCode.For(error);
    }

    /// <summary>A configuration has all its problems at once.</summary>
    public static IReadOnlyList<ConfigProblem> ProblemsOf(NexusError error) =>
        error.Details?.GetValueOrDefault("problems") is { } json
            ? JsonSerializer.Deserialize(json, SpecJson.Default.IReadOnlyListConfigProblem) ?? []
            : [];

    /// <summary>Only what JSON itself asks for is escaped: a terminal is no web page.</summary>
    private static string Readable<T>(T value, JsonTypeInfo<T> type)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonSerializer.Serialize(writer, value, type);
        return Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length));
    }
}
