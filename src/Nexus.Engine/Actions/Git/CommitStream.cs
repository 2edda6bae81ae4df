using System.Globalization;
using System.Text;
using System.Text.Json;
using Nexus.Contracts;

namespace Nexus.Engine.Actions.Git;

/// <summary>One commit as git's fast-import reads it.</summary>
internal sealed class CommitStream : IDisposable
{
    private const int MostFiles = 1000;
    private readonly MemoryStream _stream = new();

    public byte[] Written => _stream.ToArray();

    public void Dispose() => _stream.Dispose();

    /// <param name="reference">That leads to it afterwards.</param>
    /// <param name="author">A principal's id.</param>
    /// <param name="now">When it is made.</param>
    /// <param name="message">With its trailers.</param>
    /// <param name="parent">A commit; null: it is the first.</param>
    public void Begin(string reference, string author, DateTimeOffset now, string message, string? parent)
    {
        var shown = new string([.. author.Where(one => !char.IsControl(one) && one is not ('<' or '>'))]);
        var person = string.Create(
            CultureInfo.InvariantCulture, $"{shown} <{shown}@nexus.invalid> {now.ToUnixTimeSeconds()} +0000");
        Line($"commit {reference}");
        Line("mark :1");
        Line($"author {person}");
        Line($"committer {person}");
        Data(Encoding.UTF8.GetBytes(message));
        if (parent is not null)
            Line($"from {parent}");
    }

    /// <param name="files">By path: a text, null, or <c>{content, encoding, executable}</c>.</param>
    /// <exception cref="NexusException"><c>git.bad_call</c>.</exception>
    public void Files(JsonElement files)
    {
        if (files.EnumerateObject().Count() is 0 or > MostFiles)
            throw GitNames.Bad($"its files are not 1 to {MostFiles}");
        foreach (var file in files.EnumerateObject())
        {
            var path = $"\"{GitNames.File(file.Name).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
            if (file.Value.ValueKind is JsonValueKind.Null)
            {
                Line($"D {path}");
                continue;
            }

            var isExecutable = file.Value.ValueKind is JsonValueKind.Object && file.Value.Flag("executable") is true;
            Line($"M {(isExecutable ? "100755" : "100644")} inline {path}");
            Data(Content(file.Value) ?? throw GitNames.Bad("one of its files is no text, null, or content"));
        }
    }

    /// <summary>Its name is told.</summary>
    public void End()
    {
        Line("get-mark :1");
        Line("done");
    }

    private static byte[]? Content(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
            return Encoding.UTF8.GetBytes(value.GetString()!);
        if (value.ValueKind is not JsonValueKind.Object || value.Text("content") is not { } content)
            return null;
        if (value.Text("encoding") is not { } encoding)
            return Encoding.UTF8.GetBytes(content);
        var bytes = new byte[content.Length];
        return encoding is "base64" && Convert.TryFromBase64String(content, bytes, out var length)
            ? bytes[..length]
            : null;
    }

    private void Line(string text) => _stream.Write(Encoding.UTF8.GetBytes($"{text}\n"));

    private void Data(byte[] bytes)
    {
        Line($"data {bytes.Length}");
        _stream.Write(bytes);
        _stream.WriteByte((byte)'\n');
    }
}
