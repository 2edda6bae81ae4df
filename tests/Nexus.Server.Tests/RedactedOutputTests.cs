using Nexus.Platform;

namespace Nexus.Server.Tests;

public sealed class RedactedOutputTests
{
    [Theory]
    [InlineData("it is my-own-secret-1.")]
    [InlineData("from https://ann:my-own-word@host/repo.")]
    public void What_is_logged_goes_on_without_what_nobody_may_see(string entry)
    {
        var redactor = new Redactor();
        redactor.Protect("my-own-secret-1");
        using var written = new StringWriter();
        using var output = new RedactedOutput(written, redactor);

        output.Write(entry);

        Assert.DoesNotContain("my-own", written.ToString(), StringComparison.Ordinal);
        Assert.Contains("***", written.ToString(), StringComparison.Ordinal);
    }
}
