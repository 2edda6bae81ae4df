using System.Text;
using Nexus.Platform;

namespace Nexus.Server;

/// <summary>What the log is written to: each entry comes whole, and goes on without what nobody may see.</summary>
internal sealed class RedactedOutput(TextWriter output, Redactor redactor) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => output.Write(value);

    public override void Write(string? value) => output.Write(value is null ? null : redactor.Redact(value));

    public override void Flush() => output.Flush();
}
